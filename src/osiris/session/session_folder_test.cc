#include "osiris/session/session_folder.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/temporary_folder.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::session {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Path kSessions = "/p/.osiris_sessions";

RunRecord record(std::string id, std::string started_at, std::string status = "success") {
  RunRecord run;
  run.session_id = std::move(id);
  run.pipeline_id = "orders";
  run.started_at = std::move(started_at);
  run.status = std::move(status);
  return run;
}

std::vector<std::string> shown(const RunList& list) {
  std::vector<std::string> lines;
  for (const RunRecord& run : list.runs) {
    lines.push_back(run.session_id + " " + run.status);
  }
  return lines;
}

TEST(SessionFolder, NamesItsPaths) {
  const SessionFolder folder{kSessions / "s"};
  EXPECT_EQ(folder.database(), "/p/.osiris_sessions/s/pipeline_data.duckdb");
  EXPECT_EQ(folder.events_log(), "/p/.osiris_sessions/s/logs/events.jsonl");
  EXPECT_EQ(folder.metrics_log(), "/p/.osiris_sessions/s/logs/metrics.jsonl");
  EXPECT_EQ(folder.text_log(), "/p/.osiris_sessions/s/logs/osiris.log");
  EXPECT_EQ(folder.step_artifacts("load"), "/p/.osiris_sessions/s/artifacts/load");
}

TEST(SessionStatus, KeepsTheKeysAndTheirOrder) {
  const SessionStatus status{.exit_code = 1,
                             .steps_completed = 2,
                             .steps_total = 3,
                             .session_path = "/p/s",
                             .events_jsonl_exists = true,
                             .reason = "execution_failed"};
  EXPECT_EQ(to_json(status.to_value()),
            R"({"sandbox_id":"local","exit_code":1,"steps_completed":2,"steps_total":3,"ok":false,)"
            R"("session_path":"/p/s","session_copied":true,"events_jsonl_exists":true,)"
            R"("reason":"execution_failed"})");
}

TEST(RunRecord, SurvivesBeingWrittenAndRead) {
  RunRecord run = record("s-1", "2026-11-22T17:06:30.123456+00:00", "failed");
  run.profile = "prod";
  run.manifest_hash = "ab12";
  run.exit_code = 1;
  run.duration_ms = 1500;
  run.steps_completed = 1;
  run.steps_total = 2;
  run.rows_read = 9'007'199'254'740'993;
  run.rows_written = 4;
  run.error_code = "file.disk_full";
  run.error_message = "cannot write 'out.csv': the disk is full";
  const Value value = run.to_value();
  EXPECT_EQ(RunRecord::from_value(value).to_value(), value);
  EXPECT_EQ(value.members().size(), 14U);
}

TEST(RunRecord, ToleratesLinesOfOtherReleases) {
  const Value value =
      parse_json(R"({"session_id":"s","later":[1],"exit_code":"odd","rows_read":1.5})").value();
  const RunRecord run = RunRecord::from_value(value);
  EXPECT_EQ(run.session_id, "s");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.rows_read, 0);
  EXPECT_EQ(RunRecord::from_value(Value("text")).session_id, "");
}

TEST(ListRuns, IsEmptyWhereNothingRan) {
  MemoryFileSystem disk;
  const auto list = list_runs(disk, kSessions);
  ASSERT_TRUE(list.has_value());
  EXPECT_TRUE(list->runs.empty());
}

TEST(ListRuns, ShowsTheNewestFirst) {
  MemoryFileSystem disk;
  ASSERT_TRUE(append_run(disk, kSessions, record("b", "2026-11-22T10:00:00")).has_value());
  ASSERT_TRUE(append_run(disk, kSessions, record("c", "2026-11-22T12:00:00")).has_value());
  ASSERT_TRUE(append_run(disk, kSessions, record("a", "2026-11-22T11:00:00")).has_value());
  // Resumed: two runs of one session.
  ASSERT_TRUE(append_run(disk, kSessions, record("b", "2026-11-22T13:00:00")).has_value());
  const auto list = list_runs(disk, kSessions);
  EXPECT_THAT(shown(list.value()), ElementsAre("b success", "c success", "a success", "b success"));
  EXPECT_EQ(list->damaged_lines, 0);
}

TEST(ListRuns, SkipsAndCountsDamagedLines) {
  MemoryFileSystem disk;
  ASSERT_TRUE(append_run(disk, kSessions, record("a", "2026-11-22T10:00:00")).has_value());
  disk.files["/p/.osiris_sessions/runs.jsonl"] += "\n[1]\n{}\n{\"session_id\":\"half";
  EXPECT_EQ(list_runs(disk, kSessions)->damaged_lines, 3);
  // The next writer begins a new line: only the torn one is lost.
  ASSERT_TRUE(append_run(disk, kSessions, record("b", "2026-11-22T11:00:00")).has_value());
  const auto list = list_runs(disk, kSessions);
  EXPECT_THAT(shown(list.value()), ElementsAre("b success", "a success"));
  EXPECT_EQ(list->damaged_lines, 3);
}

TEST(ListRuns, TellsOfSessionsThatDied) {
  MemoryFileSystem disk;
  ASSERT_TRUE(append_run(disk, kSessions,
                         record("20261122T100000000Z-aaaaaa", "2026-11-22T10:00:00.000000+00:00"))
                  .has_value());
  disk.directories = {"/p/.osiris_sessions/20261122T100000000Z-aaaaaa",
                      "/p/.osiris_sessions/20261122T090000123Z-bbbbbb",
                      "/p/.osiris_sessions/20261122T120000000Z-cccccc",
                      "/p/.osiris_sessions/cache"};
  disk.files["/p/.osiris_sessions/20261122T120000000Z-cccccc/logs/events.jsonl"] =
      R"({"ts":"2026-11-22T12:00:00.700000+00:00","session":"x","event":"run_start",)"
      R"("pipeline_id":"orders","manifest_hash":"ab12","profile":"prod"})"
      "\n{\"torn";
  const auto list = list_runs(disk, kSessions);
  ASSERT_THAT(shown(list.value()),
              ElementsAre("20261122T120000000Z-cccccc died", "20261122T100000000Z-aaaaaa success",
                          "20261122T090000123Z-bbbbbb died"));
  EXPECT_EQ(list->runs[0].pipeline_id, "orders");
  EXPECT_EQ(list->runs[0].profile, "prod");
  EXPECT_EQ(list->runs[0].started_at, "2026-11-22T12:00:00.700000+00:00");
  EXPECT_EQ(list->runs[2].started_at, "2026-11-22T09:00:00.123000+00:00");
}

TEST(ListRuns, TellsRunningSessionsFromDeadOnesByTheirLock) {
  const TemporaryFolder temporary;
  RealFileSystem disk;
  const SessionFolder folder{temporary / "20261122T120000000Z-cccccc"};
  const SessionFolder named{temporary / "nightly"};
  ASSERT_TRUE(disk.create_directories(folder.root).has_value());
  ASSERT_TRUE(disk.create_directories(named.root).has_value());
  ASSERT_TRUE(FileLock::acquire(named.lock()).has_value());  // And released.
  {
    const auto lock = FileLock::acquire(folder.lock());
    EXPECT_THAT(shown(list_runs(disk, temporary.path()).value()),
                ElementsAre("20261122T120000000Z-cccccc running", "nightly died"));
  }
  EXPECT_THAT(shown(list_runs(disk, temporary.path()).value()),
              ElementsAre("20261122T120000000Z-cccccc died", "nightly died"));
}

TEST(ListRuns, CopesWithThousands) {
  MemoryFileSystem disk;
  constexpr int kRuns = 2000;
  std::string index;
  for (int i = 0; i < kRuns; ++i) {
    const std::string id = fmt::format("20261122T1200{:05}Z-aaaaaa", i);
    index += to_json(record(id, fmt::format("2026-11-22T12:{:05}", i)).to_value()) + "\n";
    disk.directories.insert((kSessions / id).string());
  }
  disk.files[(kSessions / "runs.jsonl").string()] = index;
  const auto list = list_runs(disk, kSessions);
  ASSERT_EQ(list->runs.size(), static_cast<std::size_t>(kRuns));
  EXPECT_EQ(list->runs.front().started_at, "2026-11-22T12:01999");
}

TEST(ListRuns, SaysWhenTheIndexCannotBeRead) {
  MemoryFileSystem disk;
  disk.directories.insert("/p/.osiris_sessions/runs.jsonl");
  EXPECT_EQ(list_runs(disk, kSessions).error().code, kFileKind.name);
  disk.directories.clear();
  disk.full_path_part = "runs.jsonl";
  EXPECT_EQ(append_run(disk, kSessions, record("a", "")).error().code, kDiskFull.name);
}

class FindSessionTest : public ::testing::Test {
 protected:
  std::string find(const std::string& id) const {
    const auto folder = find_session(disk_, kSessions, id);
    return folder.has_value() ? folder->root.filename().string() : "error";
  }
  Error error(const std::string& id) const { return find_session(disk_, kSessions, id).error(); }

  void add(const std::string& name) { disk_.directories.insert((kSessions / name).string()); }

  MemoryFileSystem disk_;
};

TEST_F(FindSessionTest, FindsByIdByStartAndByLast) {
  add("20261121T100000000Z-aaaaaa");
  add("20261122T100000000Z-bbbbbb");
  add("not-a-session");
  disk_.files[(kSessions / "nightly/.lock").string()] = "";
  EXPECT_EQ(find("20261121T100000000Z-aaaaaa"), "20261121T100000000Z-aaaaaa");
  EXPECT_EQ(find("20261121"), "20261121T100000000Z-aaaaaa");
  EXPECT_EQ(find("last"), "20261122T100000000Z-bbbbbb");
  EXPECT_EQ(find("nightly"), "nightly");
}

TEST_F(FindSessionTest, ListsTheCandidatesOfAnAmbiguousStart) {
  for (int i = 0; i < 7; ++i) {
    add(fmt::format("2026112{}T100000000Z-aaaaaa", i));
  }
  const Error ambiguous = error("2026");
  EXPECT_TRUE(ambiguous.is(kSessionNotFound));
  EXPECT_THAT(ambiguous.message,
              AllOf(HasSubstr("'2026' fits 7 sessions"), HasSubstr("20261120T100000000Z-aaaaaa, "),
                    HasSubstr("and 2 more")));
}

TEST_F(FindSessionTest, SaysWhatIsNotThere) {
  EXPECT_TRUE(error("last").is(kSessionNotFound));
  EXPECT_THAT(error("x").message, HasSubstr("no sessions in"));
  add("20261121T100000000Z-aaaaaa");
  EXPECT_TRUE(error("2025").is(kSessionNotFound));
  EXPECT_TRUE(error("").is(kSessionNotFound));
  EXPECT_THAT(error("20261121T100000000Z-aaaaab").message,
              HasSubstr("did you mean '20261121T100000000Z-aaaaaa'?"));
}

TEST_F(FindSessionTest, NeverLeavesTheFolderOfTheSessions) {
  add("20261121T100000000Z-aaaaaa");
  add("20261121T100000000Z-aaaaaa/logs");
  for (const char* id : {"..", ".", "../..", "/etc", "20261121T100000000Z-aaaaaa/logs"}) {
    EXPECT_EQ(find(id), "error") << id;
  }
}

}  // namespace
}  // namespace osiris::session
