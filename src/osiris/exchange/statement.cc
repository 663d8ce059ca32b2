#include "osiris/exchange/statement.h"

#include "osiris/exchange/database.h"
#include "osiris/exchange/logical_type.h"
#include "osiris/exchange/sql_error.h"
#include "osiris/exchange/sql_text.h"

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace osiris::exchange {

namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

// How often progress is reported.
constexpr auto kProgressInterval = std::chrono::milliseconds(100);
// While no task is to be had, other threads (or a source that waits) do the work. Sleep, or the
// loop would burn a core that they need; begin short, or tiny statements would pay a millisecond
// each.
constexpr microseconds kIdleSleepMin{20};
constexpr microseconds kIdleSleepMax{1000};

class Pending {
 public:
  explicit Pending(duckdb_pending_result handle) : handle_(handle) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() { duckdb().destroy_pending(&handle_); }
  duckdb_pending_result get() const { return handle_; }

 private:
  duckdb_pending_result handle_;
};

void report_progress(duckdb_connection connection, const RunControl& control) {
  const duckdb_query_progress_type progress = duckdb().query_progress(connection);
  Progress report;
  if (progress.percentage >= 0) {
    report.percent = progress.percentage;
  }
  control.on_progress(report);
}

// Drives the tasks until the result is ready or the statement failed. False: failed.
bool run_tasks(duckdb_connection connection, const Pending& pending, const RunControl& control) {
  microseconds sleep = kIdleSleepMin;
  auto next_report = steady_clock::now() + kProgressInterval;
  while (true) {
    const duckdb_pending_state state = duckdb().pending_execute_task(pending.get());
    if (state == DUCKDB_PENDING_RESULT_READY) {
      return true;
    }
    if (state == DUCKDB_PENDING_ERROR) {
      return false;
    }
    if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE) {
      std::this_thread::sleep_for(sleep);
      sleep = std::min(sleep * 2, kIdleSleepMax);
    } else {
      sleep = kIdleSleepMin;
    }
    if (control.on_progress && steady_clock::now() >= next_report) {
      report_progress(connection, control);
      next_report = steady_clock::now() + kProgressInterval;
    }
  }
}

// The statements that a text holds, as DuckDB's grammar sees them: exactly one.
class Extracted {
 public:
  static Result<Extracted> parse(duckdb_connection connection, std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos) {
      return fail(kSqlInvalid, "the SQL contains a NUL character", "remove it");
    }
    Extracted extracted;
    const idx_t count =
        duckdb().extract_statements(connection, std::string(sql).c_str(), &extracted.handle_);
    if (count == 1) {
      return extracted;
    }
    if (const char* message = duckdb().extract_statements_error(extracted.handle_)) {
      return fail(sql_error(message));
    }
    return fail(kSqlNotOneSelect,
                count == 0 ? "the SQL is empty" : "the SQL holds several statements");
  }
  Extracted(Extracted&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Extracted& operator=(Extracted&&) = delete;
  ~Extracted() {
    if (handle_ != nullptr) {
      duckdb().destroy_extracted(&handle_);
    }
  }
  duckdb_extracted_statements get() const { return handle_; }

 private:
  Extracted() = default;
  duckdb_extracted_statements handle_ = nullptr;
};

}  // namespace

QueryResult& QueryResult::operator=(QueryResult&& other) noexcept {
  if (this != &other) {
    reset();
    raw_ = other.raw_;
    owned_ = std::exchange(other.owned_, false);
  }
  return *this;
}

void QueryResult::reset() {
  if (owned_) {
    duckdb().destroy_result(&raw_);
    owned_ = false;
  }
}

Status check_grammar(duckdb_connection connection, std::string_view sql) {
  OSIRIS_TRY(const Extracted extracted, Extracted::parse(connection, sql));
  return {};
}

Result<Statement> Statement::prepare(duckdb_connection connection, std::string_view sql) {
  OSIRIS_TRY(const Extracted extracted, Extracted::parse(connection, sql));
  duckdb_prepared_statement handle = nullptr;
  const duckdb_state state =
      duckdb().prepare_extracted_statement(connection, extracted.get(), 0, &handle);
  if (state != DuckDBSuccess) {
    Error error = sql_error(duckdb().prepare_error(handle));
    duckdb().destroy_prepare(&handle);
    return fail(std::move(error));
  }
  Statement statement(connection, handle);
  if (duckdb().nparams(handle) > 0) {
    return fail(kSqlInvalid, "the SQL has placeholders ($1, $name or ?), which nothing fills in",
                "write the value itself; in a pipeline, ${params.name} stands for a parameter");
  }
  return statement;
}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(handle_, other.handle_);
  return *this;
}

Statement::~Statement() {
  if (handle_ != nullptr) {
    duckdb().destroy_prepare(&handle_);
  }
}

duckdb_statement_type Statement::type() const { return duckdb().prepared_statement_type(handle_); }

Schema Statement::columns() const {
  Schema schema;
  const idx_t count = duckdb().prepared_statement_column_count(handle_);
  for (idx_t i = 0; i < count; ++i) {
    const char* name = duckdb().prepared_statement_column_name(handle_, i);
    duckdb_logical_type type = duckdb().prepared_statement_column_logical_type(handle_, i);
    schema.push_back({name != nullptr ? name : "", take_logical_type(type)});
    duckdb().free(const_cast<char*>(name));
  }
  return schema;
}

Result<QueryResult> Statement::run(const RunControl& control, bool streaming) {
  if (control.stop.stop_requested()) {
    return fail(kCancelled, "stopped before the query began");
  }
  duckdb_pending_result handle = nullptr;
  const duckdb_state state = streaming ? duckdb().pending_prepared_streaming(handle_, &handle)
                                       : duckdb().pending_prepared(handle_, &handle);
  const Pending pending(handle);
  if (state != DuckDBSuccess) {
    return fail(sql_error(duckdb().pending_error(pending.get())));
  }
  // Works from any thread, also while this one is inside a task.
  const std::stop_callback interrupt(control.stop, [this] { duckdb().interrupt(connection_); });
  const bool ready = run_tasks(connection_, pending, control);
  if (control.stop.stop_requested()) {
    return fail(kCancelled, "the query was stopped");
  }
  if (!ready) {
    return fail(sql_error(duckdb().pending_error(pending.get())));
  }
  QueryResult result;
  const duckdb_state executed = duckdb().execute_pending(pending.get(), &result.raw());
  result.adopt();
  if (executed != DuckDBSuccess) {
    return fail(sql_error(result.error()));
  }
  return result;
}

}  // namespace osiris::exchange
