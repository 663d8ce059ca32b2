#include "osiris/base/text.h"
#include "osiris/exchange/database.h"
#include "osiris/exchange/duckdb_api.h"
#include "osiris/exchange/query_syntax.h"
#include "osiris/exchange/relation_reader.h"
#include "osiris/exchange/sql_error.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/statement.h"

#include <string>
#include <string_view>
#include <utility>

namespace osiris::exchange {

namespace {

duckdb_connection raw(void* handle) { return static_cast<duckdb_connection>(handle); }

// CREATE TABLE AS tells its rows in a result of one number, other statements as a count of changes.
std::int64_t count_changes(const Statement& statement, QueryResult& result) {
  if (statement.type() != DUCKDB_STATEMENT_TYPE_CREATE) {
    return static_cast<std::int64_t>(duckdb().rows_changed(&result.raw()));
  }
  std::int64_t rows = 0;
  if (duckdb_data_chunk chunk = result.fetch(); chunk != nullptr) {
    if (duckdb().data_chunk_get_size(chunk) == 1) {
      const void* data = duckdb().vector_get_data(duckdb().data_chunk_get_vector(chunk, 0));
      rows = *static_cast<const std::int64_t*>(data);
    }
    duckdb().destroy_data_chunk(&chunk);
  }
  return rows;
}

/// Counts the line that an error names ("LINE 2: SELECT …") without the one that query_text() puts
/// in front of a query.
Error as_written(Error error) {
  constexpr std::string_view kWord = "\nLINE ";
  std::string& text = error.message;
  const std::size_t word = text.rfind(kWord);
  const std::size_t colon = word == std::string::npos ? word : text.find(':', word);
  if (colon == std::string::npos) {
    return error;
  }
  const std::size_t begin = word + kWord.size();
  const auto line = parse_integer(std::string_view(text).substr(begin, colon - begin));
  if (!line || *line < 2) {
    return error;
  }
  const std::string number = std::to_string(*line - 1);
  // The mark below stays where it points to if the number gets shorter.
  const std::size_t mark = text.find('\n', colon);
  if (number.size() < colon - begin && mark != std::string::npos &&
      std::string_view(text).substr(mark + 1).starts_with(' ')) {
    text.erase(mark + 1, 1);
  }
  text.replace(begin, colon - begin, number);
  return error;
}

}  // namespace

Connection::Connection(std::shared_ptr<Database> database, void* handle)
    : database_(std::move(database)), handle_(handle) {}

Connection::~Connection() {
  duckdb_connection connection = raw(handle_);
  duckdb().disconnect(&connection);
}

Result<ExecuteResult> Connection::execute(std::string_view sql, const RunControl& control) {
  if (control.on_progress) {
    OSIRIS_CHECKED(watch_progress());
  }
  OSIRIS_TRY(Statement statement, Statement::prepare(raw(handle_), sql));
  OSIRIS_TRY(QueryResult result, statement.run(control));
  return ExecuteResult{count_changes(statement, result)};
}

Result<Schema> Connection::describe_query(std::string_view sql) {
  OSIRIS_TRY(const std::string query, single_statement(sql));
  OSIRIS_TRY(const Statement statement, Statement::prepare(raw(handle_), query));
  if (statement.type() != DUCKDB_STATEMENT_TYPE_SELECT) {
    return fail(kSqlNotOneSelect, "the statement is no SELECT", "write one SELECT");
  }
  return statement.columns();
}

Result<TextTable> Connection::query_text(std::string_view sql, std::int64_t rows_max,
                                         const RunControl& control) {
  TextTable table;
  OSIRIS_TRY(table.columns, describe_query(sql));
  OSIRIS_TRY(const std::string query, single_statement(sql));
  // DuckDB's own cast writes every type, nested ones too, as people know them from its shell.
  const std::string as_text =
      "SELECT COLUMNS(*)::VARCHAR FROM (\n" + query + "\n) LIMIT " + std::to_string(rows_max);
  auto opened = RelationReader::open(*this, as_text, control);
  if (!opened.has_value() && opened.error().is(kSqlInvalid)) {
    // The query alone is valid, so it is one that cannot stand in another, as PRAGMA; the message
    // would be about text that nobody wrote.
    return fail(kSqlNotOneSelect, "the statement is no SELECT", "write one SELECT");
  }
  if (!opened.has_value()) {
    return fail(as_written(std::move(opened).error()));
  }
  RelationReader reader = *std::move(opened);
  while (true) {
    const auto more = reader.next();
    if (!more.has_value()) {
      return fail(as_written(more.error()));
    }
    if (!*more) {
      return table;
    }
    for (std::size_t row = 0; row < reader.row_count(); ++row) {
      auto& cells = table.rows.emplace_back();
      cells.reserve(table.columns.size());
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const VectorView column = reader.column(i);
        cells.push_back(column.is_null(row) ? std::nullopt
                                            : std::optional<std::string>(column.text(row)));
      }
    }
  }
}

Result<std::optional<std::int64_t>> Connection::query_integer(std::string_view sql) {
  OSIRIS_TRY(RelationReader reader, RelationReader::open(*this, sql));
  OSIRIS_TRY(const bool more, reader.next());
  if (!more || reader.column(0).is_null(0)) {
    return std::optional<std::int64_t>();
  }
  return std::optional<std::int64_t>(reader.column(0).integer(0));
}

Result<std::vector<std::string>> Connection::referenced_tables(std::string_view sql) {
  OSIRIS_TRY(const std::string query, single_statement(sql));
  duckdb_value names = duckdb().get_table_names(raw(handle_), query.c_str(), false);
  if (names == nullptr) {
    // DuckDB binds the query with tables that have no columns, at which JOIN … USING fails.
    return tables_in(*this, query);
  }
  std::vector<std::string> tables;
  const idx_t count = duckdb().get_list_size(names);
  for (idx_t i = 0; i < count; ++i) {
    duckdb_value child = duckdb().get_list_child(names, i);
    char* text = duckdb().get_varchar(child);
    tables.emplace_back(text);
    duckdb().free(text);
    duckdb().destroy_value(&child);
  }
  duckdb().destroy_value(&names);
  return tables;
}

/// Makes DuckDB count how far its queries are, without printing it. Only a few connections need it.
Status Connection::watch_progress() {
  if (!progress_watched_) {
    // In one go, since every step pays for it.
    QueryResult result;
    const duckdb_state state = duckdb().query(
        raw(handle_), "SET enable_progress_bar_print = false; SET enable_progress_bar = true",
        &result.raw());
    result.adopt();
    if (state != DuckDBSuccess) {
      return fail(sql_error(result.error()));
    }
    progress_watched_ = true;
  }
  return {};
}

Status Connection::begin() {
  OSIRIS_CHECKED(execute("BEGIN TRANSACTION"));
  return {};
}

Status Connection::commit() {
  OSIRIS_CHECKED(execute("COMMIT"));
  return {};
}

void Connection::roll_back() {
  // Fails only when DuckDB has rolled back by itself (a fatal error): the goal is reached either
  // way.
  static_cast<void>(execute("ROLLBACK"));
}

}  // namespace osiris::exchange
