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
  if (message != nullptr && *message != '\0') {
    return fail(sql_error(message));
  }
  return false;
}

std::size_t RelationReader::row_count() const { return state_->rows; }

VectorView RelationReader::column(std::size_t index) const {
  return {state_->schema[index].type, duckdb().data_chunk_get_vector(state_->chunk, index),
          state_->rows};
}

}  // namespace osiris::exchange
