#include "osiris/exchange/relation_reader.h"

#include "osiris/exchange/duckdb_api.h"
#include "osiris/exchange/sql_error.h"
#include "osiris/exchange/statement.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

namespace osiris::exchange {

struct RelationReader::State {
  State(Statement prepared, RunControl run_control, duckdb_connection handle)
      : statement(std::move(prepared)),
        schema(statement.columns()),
        control(std::move(run_control)),
        interrupt(control.stop, [handle] { duckdb().interrupt(handle); }) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { drop_chunk(); }

  void drop_chunk() {
    if (chunk != nullptr) {
      duckdb().destroy_data_chunk(&chunk);
      chunk = nullptr;
    }
  }

  Statement statement;
  Schema schema;
  RunControl control;
  std::stop_callback<std::function<void()>> interrupt;  // Fetching works on the query too.
  QueryResult result;
  duckdb_data_chunk chunk = nullptr;
  std::size_t rows = 0;
};

namespace {

// Tells why a query was interrupted that nobody stopped. A thread of DuckDB that fails interrupts
// the others, and whoever fetches may meet that before the failure: only running the query again
// tells the cause. Most runs do.
Error cause_of_interrupt(Statement& statement, const RunControl& control) {
  constexpr int kRunsMax = 5;
  for (int run = 0; run < kRunsMax; ++run) {
    auto result = statement.run(control, /*streaming=*/true);
    if (!result.has_value()) {
      return std::move(result).error();
    }
    while (duckdb_data_chunk chunk = result->fetch()) {
      duckdb().destroy_data_chunk(&chunk);
    }
    const char* message = result->error();
    Error error = sql_error(message != nullptr ? message : "");
    if (error.code != kCancelled.name || control.stop.stop_requested()) {
      return error;
    }
  }
  return sql_error("");
}

}  // namespace

RelationReader::RelationReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
RelationReader::RelationReader(RelationReader&&) noexcept = default;
RelationReader& RelationReader::operator=(RelationReader&&) noexcept = default;
RelationReader::~RelationReader() = default;

Result<RelationReader> RelationReader::open(Connection& connection, std::string_view sql,
                                            const RunControl& control) {
  const auto handle = static_cast<duckdb_connection>(connection.handle());
  OSIRIS_TRY(Statement statement, Statement::prepare(handle, sql));
  auto state = std::make_unique<State>(std::move(statement), control, handle);
  OSIRIS_TRY(state->result, state->statement.run(control, /*streaming=*/true));
  return RelationReader(std::move(state));
}

const Schema& RelationReader::schema() const { return state_->schema; }

Result<bool> RelationReader::next() {
  state_->drop_chunk();
  state_->rows = 0;
  if (state_->control.stop.stop_requested()) {
    return fail(kCancelled, "the query was stopped");
  }
  state_->chunk = state_->result.fetch();
  if (state_->chunk != nullptr) {
    state_->rows = duckdb().data_chunk_get_size(state_->chunk);
    return state_->rows > 0;
  }
  const char* message = state_->result.error();
  if (message == nullptr || *message == '\0') {
    return false;
  }
  Error error = sql_error(message);
  if (error.code == kCancelled.name && !state_->control.stop.stop_requested()) {
    state_->result = {};
    error = cause_of_interrupt(state_->statement, state_->control);
  }
  return fail(std::move(error));
}

std::size_t RelationReader::row_count() const { return state_->rows; }

VectorView RelationReader::column(std::size_t index) const {
  return {state_->schema[index].type, duckdb().data_chunk_get_vector(state_->chunk, index),
          state_->rows};
}

}  // namespace osiris::exchange
