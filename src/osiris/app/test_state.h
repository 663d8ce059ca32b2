#pragma once
// Pipelines of components that keep state, over a source and a target in memory: for the tests of
// this folder and of cli/.

#include "osiris/app/test_project.h"
#include "osiris/exchange/sql_text.h"

#include <functional>
#include <set>

namespace osiris::app {

/// Reads the numbers of its source that it has not read yet.
inline constexpr const char* kCounterSpec = R"(
name: fake.counter
version: 1.0.0
title: Reads new numbers
description: Reads the numbers that it has not read yet.
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  properties:
    source: {type: string, default: numbers}
    keep: {type: boolean, default: true, description: Whether it leaves a state.}
x-runtime: {connection: optional, state: true}
)";

inline constexpr const char* kCollectorSpec = R"(
name: fake.collector
version: 1.0.0
title: Collects numbers
description: Appends what it gets to its target.
modes: [write]
configSchema: {type: object, additionalProperties: false, properties: {}}
)";

/// What lies outside of a project.
struct Outside {
  std::map<std::string, std::int64_t> sources;               ///< The last number that each has.
  std::map<std::string, std::vector<std::int64_t>> targets;  ///< By the step that wrote it.
  std::set<std::string> broken;                              ///< Steps that fail.
  std::function<void()> before_writing;                      ///< Called by each collector.
};
inline Outside& outside() {
  static Outside outside;
  return outside;
}

inline Status fail_if_broken(const sdk::StepContext& context) {
  return outside().broken.contains(context.step_id)
             ? Status(fail({"source.broken", Fault::kExternal, "-"}, "it is broken"))
             : Status();
}

inline Result<sdk::StepResult> read_new_numbers(const sdk::StepConfig& config,
                                                sdk::StepContext& context) {
  OSIRIS_CHECKED(fail_if_broken(context));
  const Value* const known = context.state == nullptr ? nullptr : context.state->find("last");
  const std::int64_t first = known == nullptr ? 1 : known->as_int() + 1;
  const std::int64_t last = outside().sources[config.text("source")];
  OSIRIS_TRY(const std::int64_t rows,
             exchange::replace_relation(context.connection, context.step_id,
                                        "SELECT range AS n FROM range(" + std::to_string(first) +
                                            ", " + std::to_string(last + 1) + ")"));
  sdk::StepResult result{.relation = context.step_id, .rows_in = rows, .rows_out = rows};
  if (config.flag("keep")) {
    result.state = Value::object();
    result.state->set("last", last);
  }
  return result;
}

inline Result<sdk::StepResult> collect_numbers(const sdk::StepConfig&, sdk::StepContext& context) {
  if (outside().before_writing) {
    outside().before_writing();
  }
  OSIRIS_CHECKED(fail_if_broken(context));
  sdk::StepResult result;
  std::vector<std::int64_t> collected;
  for (const sdk::StepInput& input : context.inputs) {
    OSIRIS_TRY(const exchange::TextTable table,
               context.connection.query_text("SELECT n FROM " +
                                             exchange::quote_identifier(input.relation)));
    for (const auto& row : table.rows) {
      collected.push_back(std::stoll(row.front().value()));
    }
    result.rows_in += input.rows;
  }
  result.rows_out = result.rows_in;
  std::vector<std::int64_t>& target = outside().targets[context.step_id];
  target.insert(target.end(), collected.begin(), collected.end());
  return result;
}

/// load -> save.
inline constexpr const char* kIncremental = R"(oml_version: "0.1.0"
name: copy-numbers
steps:
  - id: load
    component: fake.counter
    config: {}
  - id: save
    component: fake.collector
    config: {}
)";

/// load-1.a -> save-1, load-2.b -> save-2.
inline constexpr const char* kTwoSources = R"(oml_version: "0.1.0"
name: two-sources
profiles: {prod: {params: {}}, "../x": {params: {}}}
steps:
  - id: load-1.a
    component: fake.counter
    needs: []
    config: {source: first}
  - id: load-2.b
    component: fake.counter
    needs: []
    config: {source: second}
  - id: save-1
    component: fake.collector
    needs: [load-1.a]
    config: {}
  - id: save-2
    component: fake.collector
    needs: [load-2.b]
    config: {}
)";

/// A project whose world has these components.
class StateTest : public ProjectTest {
 protected:
  StateTest() { outside() = {}; }

  /// Runs a pipeline; `with` may be changed before.
  Result<RunResult> run_with(const std::function<void(RunRequest&)>& change,
                             const std::string& text = kIncremental) {
    RunRequest request;
    request.pipeline = pipeline(text);
    request.threads = 1;
    request.concurrency = 1;
    change(request);
    return run_pipeline(stateful, request, {});
  }
  RunResult run_once(const std::string& text = kIncremental) {
    auto result = run_with([](RunRequest&) {}, text);
    EXPECT_TRUE(result.has_value()) << result.error().message;
    for (const Diagnostic& finding : result->diagnostics) {
      EXPECT_NE(finding.severity, Severity::kError) << to_line(finding);
    }
    return std::move(result).value();
  }
  Result<RunResult> resume(const RunResult& failed, const run::StepSelection& selection = {}) {
    RunRequest request;
    request.resume = failed.session_id;
    request.threads = 1;
    request.selection = selection;
    return run_pipeline(stateful, request, {});
  }

  /// What is stored for a step: the last number; -1 if there is nothing or it cannot be used.
  std::int64_t stored(const std::string& step_id, const std::string& pipeline_id = "copy-numbers",
                      const std::string& profile = {}) {
    const auto state =
        session::find_state(files, state_dir(world), {pipeline_id, profile, step_id});
    return state.has_value() && state->record.has_value()
               ? state->record->state.find("last")->as_int()
               : -1;
  }

  /// Returns the codes of a session's warnings, each with its step.
  std::vector<std::string> warnings(const RunResult& result) {
    std::vector<std::string> codes;
    const auto details = show_run(world, result.session_id);
    for (const Value& event : details->events) {
      if (event.text_or("event", "") == "step_warning") {
        codes.push_back(event.text_or("step_id", "") + " " + event.text_or("code", ""));
      }
    }
    return codes;
  }

  Path state_path(const std::string& step_id, const std::string& pipeline_id = "copy-numbers") {
    return session::state_file(state_dir(world), {pipeline_id, {}, step_id});
  }

  sdk::Registry stateful_components{
      {{.name = "fake.counter", .spec_yaml = kCounterSpec, .run = read_new_numbers},
       {.name = "fake.collector", .spec_yaml = kCollectorSpec, .run = collect_numbers}}};
  World stateful{files, clock, stateful_components, Environment(), folder.path()};
};

}  // namespace osiris::app
