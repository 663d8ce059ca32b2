#pragma once
// A session with fake components in a temporary folder, for the tests of this folder.

#include "osiris/base/temporary_folder.h"
#include "osiris/base/text.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/format/json.h"
#include "osiris/run/adapter.h"
#include "osiris/session/session_folder.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::run {

/// Makes a relation of `rows` rows, or misbehaves as it is told.
inline constexpr const char* kSourceSpec = R"(
name: fake.source
version: 1.0.0
title: Fake source
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  properties:
    rows: {type: integer, default: 3}
    rejected: {type: integer, default: 0}
    lost: {type: integer, default: 0}
    path: {type: string}
    token: {type: string}
    behave: {type: string, default: ok}
    failures: {type: integer, default: 0}
    leaves: {description: The state that it leaves.}
secrets: [/token]
x-runtime: {connection: optional, reads: [path], state: true}
connectionSchema:
  type: object
  properties:
    host: {type: string}
    base_dir: {type: string}
    password: {type: string}
connectionSecrets: [/password]
)";

inline constexpr const char* kTransformSpec = R"(
name: fake.transform
version: 1.0.0
title: Fake transform
modes: [transform]
configSchema:
  type: object
  additionalProperties: false
  properties:
    behave: {type: string, default: ok}
)";

inline constexpr const char* kSinkSpec = R"(
name: fake.sink
version: 1.0.0
title: Fake sink
modes: [write]
configSchema:
  type: object
  additionalProperties: false
  properties:
    behave: {type: string, default: ok}
)";

/// Counts calls of drivers and lets a test know that one is blocked.
struct DriverCalls {
  std::atomic<int> count = 0;
  std::atomic<int> running = 0;  ///< Sources that run now.
  std::atomic<int> most_at_once = 0;
  std::atomic<bool> blocked = false;
  std::atomic<bool> released = false;  ///< Lets a deaf driver end.
  std::mutex inputs_mutex;
  std::vector<sdk::StepInput> inputs;  ///< Of the last call.
  std::mutex states_mutex;
  std::vector<Value> states;  ///< That sources were given, call by call; null for none.
};
inline DriverCalls& driver_calls() {
  static DriverCalls calls;
  return calls;
}

inline Error transient_error() {
  return make_error({"connection.lost", Fault::kExternal, "-"}, "the line is down").retryable();
}

/// Counts a source as running while it lives.
class RunningSource {
 public:
  RunningSource() {
    const int running = ++driver_calls().running;
    int most = driver_calls().most_at_once;
    while (running > most && !driver_calls().most_at_once.compare_exchange_weak(most, running)) {
    }
  }
  RunningSource(const RunningSource&) = delete;
  RunningSource& operator=(const RunningSource&) = delete;
  ~RunningSource() { --driver_calls().running; }
};

/// Waits until as many sources have begun ("meet"), or as few are left ("outlast"), as it takes.
inline void wait_for_others(const std::string& how) {
  if (how == "meet") {
    while (driver_calls().most_at_once < 2) {
      std::this_thread::yield();
    }
  } else if (how == "outlast") {
    while (driver_calls().most_at_once < 2 || driver_calls().running > 1) {
      std::this_thread::yield();
    }
  }
}

/// Blocks until the step is to stop, as a driver that waits for a server does.
inline Result<sdk::StepResult> block_until_stopped(sdk::StepContext& context) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock<std::mutex> lock(mutex);
  driver_calls().blocked = true;
  never_notified.wait(lock, context.stop, [] { return false; });
  return fail(make_error({"connection.read_failed", Fault::kExternal, "-"}, "read interrupted"));
}

/// Goes on whatever is asked of the step, as DuckDB does amid one value, until the test releases
/// it.
inline Result<sdk::StepResult> hear_nothing(sdk::StepContext& context) {
  driver_calls().blocked = true;
  while (!driver_calls().released) {
    std::this_thread::yield();
  }
  context.observer.note("heard nothing");
  return fail(make_error({"connection.read_failed", Fault::kExternal, "-"}, "ended late"));
}

inline Status make_rows(sdk::StepContext& context, std::int64_t rows) {
  OSIRIS_CHECKED(exchange::replace_relation(
      context.connection, context.step_id,
      "SELECT range AS n FROM range(" + std::to_string(rows) + ")", context.control()));
  return {};
}

inline Result<sdk::StepResult> misbehave(const std::string& how, sdk::StepContext& context) {
  if (how == "throw") {
    throw std::runtime_error("a library threw");
  }
  if (how == "throw_odd") {
    throw 42;  // NOLINT: that is the point.
  }
  if (how == "exhaust") {
    throw std::bad_alloc();
  }
  if (how == "block") {
    return block_until_stopped(context);
  }
  if (how == "deaf") {
    return hear_nothing(context);
  }
  return fail(make_error(
      {"source.broken", Fault::kExternal, "-"},
      "cannot log in with " + (context.settings == nullptr ? std::string("nothing")
                                                           : context.settings->text("password"))));
}

inline Result<sdk::StepResult> run_source(const sdk::StepConfig& config,
                                          sdk::StepContext& context) {
  const RunningSource running;
  const int call = ++driver_calls().count;
  {
    const std::scoped_lock lock(driver_calls().states_mutex);
    driver_calls().states.push_back(context.state == nullptr ? Value() : *context.state);
  }
  const std::string behave = config.text("behave");
  wait_for_others(behave);
  if (behave != "no_relation") {
    OSIRIS_CHECKED(make_rows(context, config.integer("rows")));
  }
  if (call <= config.integer("failures")) {
    return fail(transient_error());
  }
  if (behave == "warn_and_fail_once" && call == 1) {
    context.observer.warn("data.odd", "of the first attempt", 1);
    return fail(transient_error());
  }
  if (behave.starts_with("warn")) {
    context.observer.warn("data.odd", "two odd values", 2);
    context.observer.note("looked twice");
    context.observer.progress({.percent = 50.0, .rows = 2});
    context.observer.progress({.percent = 60.0, .rows = 3});
  } else if (behave != "ok" && behave != "no_relation" && behave != "meet" && behave != "outlast") {
    return misbehave(behave, context);
  }
  const std::int64_t rows = config.integer("rows");
  const std::int64_t rejected = config.integer("rejected");
  return sdk::StepResult{
      .relation = context.step_id,
      .rows_in = rows + rejected + config.integer("lost"),
      .rows_out = rows,
      .rows_rejected = rejected,
      .bytes = rows * 8,
      .state = config.has("leaves") ? std::optional(*config.find("leaves")) : std::nullopt};
}

/// Stacks the rows of all inputs.
inline Result<sdk::StepResult> run_transform(const sdk::StepConfig& config,
                                             sdk::StepContext& context) {
  ++driver_calls().count;
  {
    const std::scoped_lock lock(driver_calls().inputs_mutex);
    driver_calls().inputs = context.inputs;
  }
  if (config.text("behave") != "ok") {
    return misbehave(config.text("behave"), context);
  }
  std::string sql;
  std::int64_t rows_in = 0;
  for (const sdk::StepInput& input : context.inputs) {
    sql += (sql.empty() ? "" : " UNION ALL ") + std::string("SELECT * FROM ") +
           exchange::quote_identifier(input.relation);
    rows_in += input.rows;
  }
  OSIRIS_TRY(const std::int64_t rows,
             exchange::replace_relation(context.connection, context.step_id, sql));
  return sdk::StepResult{.relation = context.step_id, .rows_in = rows_in, .rows_out = rows};
}

inline Result<sdk::StepResult> run_sink(const sdk::StepConfig& config, sdk::StepContext& context) {
  ++driver_calls().count;
  if (config.text("behave") != "ok") {
    return misbehave(config.text("behave"), context);
  }
  const std::int64_t rows = context.inputs.front().rows;
  sdk::StepResult result;
  result.rows_in = rows;
  result.rows_out = rows;
  result.bytes = rows;
  return result;
}

/// Starts a session as app/ does. Call set_up_session() once the catalog and environment are as the
/// test wants them.
class SessionTest : public testing::Test {
 protected:
  void SetUp() override {
    driver_calls().count = 0;
    driver_calls().most_at_once = 0;
    driver_calls().blocked = false;
    driver_calls().released = false;
    driver_calls().inputs.clear();
    driver_calls().states.clear();
    start({}, {});
  }

  void start(const std::string& connections_yaml, std::map<std::string, std::string> variables) {
    context.reset();
    log.reset();
    catalog = sdk::ConnectionCatalog::parse(connections_yaml, "osiris_connections.yaml").first;
    environment = Environment(std::move(variables));
    session.root = folder / "session";
    ASSERT_TRUE(files.create_directories(session.logs_dir()).has_value());
    log = *session::SessionLog::open(files, clock, redactor, session.logs_dir(), "s-1");
    context = std::make_unique<ExecutionContext>(
        "s-1", session.root,
        DatabaseSettings{.memory_limit_bytes = {}, .threads = 2, .readable_paths = {}});
    options.project_dir = folder.path();
    options.threads = 2;
  }

  AdapterServices services() {
    return {files, clock, registry, catalog, environment, *log, redactor};
  }

  static compile::ManifestStep step(const std::string& id, const std::string& component,
                                    std::vector<std::string> needs = {},
                                    Value config = Value::object()) {
    compile::ManifestStep step;
    step.id = id;
    step.component = component;
    step.mode = component == "fake.source"      ? sdk::Mode::kRead
                : component == "fake.transform" ? sdk::Mode::kTransform
                                                : sdk::Mode::kWrite;
    step.needs = std::move(needs);
    step.keeps_state = component == "fake.source";
    step.config = apply_defaults_of(component, config);
    return step;
  }

  static Value config(std::initializer_list<std::pair<const char*, Value>> members) {
    Value value = Value::object();
    for (const auto& [key, content] : members) {
      value.set(key, content);
    }
    return value;
  }

  /// Returns the lines of the event log as "event" or "event:step".
  std::vector<std::string> event_names() {
    std::vector<std::string> names;
    for (const Value& line : lines(session.events_log())) {
      const std::string step_id = line.text_or("step_id", "");
      names.push_back(line.text_or("event", "?") + (step_id.empty() ? "" : ":" + step_id));
    }
    return names;
  }

  /// Returns the first event of that name.
  Value event(const std::string& name) {
    for (const Value& line : lines(session.events_log())) {
      if (line.text_or("event", "") == name) {
        return line;
      }
    }
    ADD_FAILURE() << "no event " << name;
    return Value::object();
  }

  /// Returns the values of a metric, in order.
  std::vector<std::int64_t> metric(const std::string& name) {
    std::vector<std::int64_t> values;
    for (const Value& line : lines(session.metrics_log())) {
      if (line.text_or("metric", "") == name && line.find("value")->is_integer()) {
        values.push_back(line.find("value")->as_int());
      }
    }
    return values;
  }

  std::vector<Value> lines(const Path& path) {
    std::vector<Value> values;
    for (const std::string& line : split(text_of(path), '\n')) {
      if (auto value = parse_json(line); value.has_value()) {
        values.push_back(std::move(*value));
      }
    }
    return values;
  }

  std::vector<std::string> relations() {
    const auto connection = context->get_db_connection();
    return exchange::relation_names(**connection).value_or(std::vector<std::string>());
  }

  std::string text_of(const Path& path) {
    return files.read_text(path).value_or("(no " + path.filename().string() + ")");
  }

  TemporaryFolder folder;
  RealFileSystem disk;
  FileSystem& files = disk;
  SystemClock clock;
  sdk::Registry registry{{{"fake.source", kSourceSpec, run_source},
                          {"fake.transform", kTransformSpec, run_transform},
                          {"fake.sink", kSinkSpec, run_sink}}};
  sdk::ConnectionCatalog catalog;
  Environment environment;
  session::Redactor redactor;
  session::SessionFolder session;
  std::unique_ptr<session::SessionLog> log;
  std::unique_ptr<ExecutionContext> context;
  RunOptions options;

 private:
  static Value apply_defaults_of(const std::string& component, const Value& given) {
    const char* spec = component == "fake.source"      ? kSourceSpec
                       : component == "fake.transform" ? kTransformSpec
                                                       : kSinkSpec;
    return apply_defaults(sdk::Spec::parse(spec, component)->config_schema().source(), given);
  }
};

}  // namespace osiris::run
