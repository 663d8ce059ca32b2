#include "osiris/app/test_project.h"

#include <filesystem>
#include <thread>

namespace osiris::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string with_behaviour(const char* behave) {
  return std::string(kPipeline) + "      behave: " + behave + "\n";
}

TEST_F(ProjectTest, RunLeavesAWholeSession) {
  const auto result = run(pipeline());

  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->exit_code, ExitCode::kSuccess);
  EXPECT_EQ(result->folder.root, folder / ".osiris_sessions" / result->session_id);
  for (const Path& path :
       {result->folder.database(), result->folder.manifest(), result->folder.status(),
        result->folder.events_log(), result->folder.metrics_log(), result->folder.text_log(),
        result->folder.step_artifacts("make-numbers") / "cleaned_config.json"}) {
    EXPECT_TRUE(files.exists(path)) << path;
  }
  EXPECT_THAT(text_of(result->folder.manifest()), HasSubstr(result->manifest->hash));
  EXPECT_FALSE(result->record_failure.has_value());
  EXPECT_FALSE(FileLock::is_held(result->folder.lock()));
}

TEST_F(ProjectTest, RunLogsItsStoryFromStartToEnd) {
  const auto result = run(pipeline());
  const auto details = show_run(world, result->session_id);
  ASSERT_TRUE(details.has_value()) << details.error().message;
  std::vector<std::string> names;
  for (const Value& event : details->events) {
    names.push_back(event.text_or("event", "?"));
  }
  EXPECT_THAT(names, ElementsAre("run_start", "adapter_selected", "database_initialized",
                                 "step_start", "artifact_created", "step_complete",
                                 "cleanup_complete", "run_complete", "run_end"));
}

/// Is set back by an hour whenever it is asked; what it measures goes on.
class BackwardClock final : public Clock {
 public:
  UtcTime now() const override { return now_ -= std::chrono::hours(1); }
  std::chrono::nanoseconds monotonic() const override { return steady_.monotonic(); }

 private:
  SystemClock steady_;
  mutable UtcTime now_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};
};

TEST_F(ProjectTest, RunIsRightWhenTheClockIsSetBack) {
  const BackwardClock backward;
  World there{.files = world.files,
              .clock = backward,
              .registry = world.registry,
              .environment = world.environment,
              .project_dir = world.project_dir};
  RunRequest request;
  request.pipeline = pipeline();
  const auto first = run_pipeline(there, request, {});
  ASSERT_TRUE(first.has_value()) << first.error().message;
  const auto second = run_pipeline(there, request, {});
  ASSERT_TRUE(second.has_value()) << second.error().message;
  EXPECT_TRUE(first->execution.success);
  EXPECT_TRUE(second->execution.success);
  EXPECT_NE(first->session_id, second->session_id);

  const auto details = show_run(there, first->session_id);
  ASSERT_TRUE(details.has_value()) << details.error().message;
  EXPECT_GE(details->record.duration_ms, 0);
  std::string before;
  for (const Value& event : details->events) {
    EXPECT_GE(event.text_or("ts", ""), before);
    before = event.text_or("ts", "");
  }
  // A run that seems to be from the future is not old.
  const auto cleaned = clean_sessions(there, {.older_than = std::chrono::seconds(1), .keep = {}},
                                      CleanAction::kLookOnly);
  ASSERT_TRUE(cleaned.has_value()) << cleaned.error().message;
  EXPECT_TRUE(cleaned->sessions.empty());
}

TEST_F(ProjectTest, RunTellsAListenerWhatHappens) {
  std::vector<std::string> names;
  RunRequest request;
  request.pipeline = pipeline();
  request.listener = [&](std::string_view name, const Value&) { names.emplace_back(name); };
  ASSERT_TRUE(run_pipeline(world, request, {}).has_value());
  EXPECT_EQ(names.front(), "run_start");
  EXPECT_EQ(names.back(), "run_end");
}

TEST_F(ProjectTest, RunOfAnInvalidPipelineMakesNoSession) {
  const auto result = run(pipeline("name: x\n"));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->exit_code, ExitCode::kInvalidInput);
  EXPECT_EQ(result->session_id, "");
  EXPECT_FALSE(files.exists(sessions_dir(world)));
}

TEST_F(ProjectTest, RunRecordsFailures) {
  const auto result = run(pipeline(with_behaviour("fail")));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->exit_code, ExitCode::kStepFailed);
  EXPECT_EQ(result->execution.failed_step, "make-numbers");
  const auto list = list_runs(world);
  ASSERT_EQ(list->runs.size(), 1U);
  EXPECT_EQ(list->runs[0].status, "failed");
  EXPECT_EQ(list->runs[0].error_code, "source.broken");
  EXPECT_EQ(list->runs[0].exit_code, 1);
}

TEST_F(ProjectTest, RunRecordsAStop) {
  driver_is_blocked() = false;
  std::stop_source stop;
  std::string status_while_running;
  std::jthread presses([&] {
    while (!driver_is_blocked()) {
      std::this_thread::yield();
    }
    status_while_running = list_runs(world)->runs.at(0).status;
    stop.request_stop();
  });
  const auto result = run(pipeline(with_behaviour("block")), stop.get_token());
  presses.join();
  EXPECT_EQ(result->exit_code, ExitCode::kInterrupted);
  EXPECT_EQ(status_while_running, "running");
  EXPECT_EQ(list_runs(world)->runs.at(0).status, "interrupted");
  EXPECT_THAT(*list_data(world, "last"), IsEmpty());  // Nothing of the step is left.
}

TEST_F(ProjectTest, RunSaysWhichVariablesAreUnsetBeforeItMakesASession) {
  write("osiris_connections.yaml",
        "connections: {fake: {main: {user: '${NO_USER}', password: '${NO_PASSWORD}'}}}");
  const auto result = run(pipeline(std::string(kPipeline) + "      connection: \"@fake.main\"\n"));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->exit_code, ExitCode::kInvalidInput);
  ASSERT_EQ(result->diagnostics.size(), 2U);
  EXPECT_EQ(result->diagnostics[0].code, sdk::kEnvironmentUnset.name);
  EXPECT_THAT(result->diagnostics[0].message, HasSubstr("'NO_USER'"));
  EXPECT_THAT(result->diagnostics[1].message, HasSubstr("'NO_PASSWORD'"));
  EXPECT_EQ(result->session_id, "");
  EXPECT_FALSE(files.exists(sessions_dir(world)));
}

TEST_F(ProjectTest, RunOfAManifestChecksItsConnectionsFirst) {
  write("osiris_connections.yaml", "connections: {fake: {main: {password: '${NO_SUCH}'}}}");
  const auto compiled = compile_pipeline(
      world, pipeline(std::string(kPipeline) + "      connection: \"@fake.main\"\n"), {});
  const PipelineRequest request{
      .file = compiled->manifest_path.string(), .params = {}, .profile = {}};
  EXPECT_EQ(run(request)->diagnostics.at(0).code, sdk::kEnvironmentUnset.name);
  EXPECT_EQ(run(request)->diagnostics.at(0).location, "steps[0].connection");

  write("osiris_connections.yaml", "connections: {fake: {other: {}}}");
  EXPECT_EQ(run(request)->diagnostics.at(0).code, sdk::kConnectionUnknown.name);
  EXPECT_FALSE(files.exists(sessions_dir(world)));

  write("osiris_connections.yaml", "connections: {fake: {main: {password: x}}}");
  EXPECT_EQ(run(request)->exit_code, ExitCode::kSuccess);
}

TEST_F(ProjectTest, RunSaysIfNoSessionCanBeMade) {
  write(".osiris_sessions", "a file in the way");
  const auto result = run(pipeline());
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr(".osiris_sessions"));
}

TEST_F(ProjectTest, RunTakesAManifest) {
  const auto compiled = compile_pipeline(world, pipeline(), {});
  const auto result = run({.file = compiled->manifest_path.string(), .params = {}, .profile = {}});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->exit_code, ExitCode::kSuccess);
  EXPECT_EQ(result->manifest->hash, compiled->manifest->hash);
}

}  // namespace
}  // namespace osiris::app
