#include "osiris/exchange/query_binder.h"

#include "osiris/base/text.h"
#include "osiris/exchange/query_syntax.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_error.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/statement.h"

#include <algorithm>
#include <set>

namespace osiris::exchange {

namespace {

constexpr std::size_t kShownCandidates = 3;

bool is_nameable(const ColumnType& type) {
  return type.id != TypeId::kUnknown &&
         std::all_of(type.children.begin(), type.children.end(),
                     [](const auto& child) { return is_nameable(child.second); });
}

// What DuckDB says of an error as JSON, which is exact where its text is made for a terminal.
struct ToldError {
  std::string type;        // "Binder"
  std::string message;     // Several lines, the first of which says what is wrong.
  std::string subtype;     // "COLUMN_NOT_FOUND"
  std::string candidates;  // Joined with commas.
  std::string name;
  std::string entry;     // What the catalogue lacks: "Table", "Scalar Function".
  std::string position;  // In bytes.
};

std::optional<ToldError> read_told(Connection& connection, const std::string& text) {
  const std::size_t begin = text.find('{');
  if (begin == std::string::npos) {
    return std::nullopt;
  }
  std::string sql = "SELECT ";
  for (const char* key : {"exception_type", "exception_message", "error_subtype", "candidates",
                          "name", "type", "position"}) {
    sql += "json_extract_string(told, '$." + std::string(key) + "') AS " + key + ", ";
  }
  const auto table = connection.query_text(sql + "FROM (SELECT " +
                                           quote_literal(text.substr(begin)) + " AS told)");
  if (!table.has_value() || table->rows.size() != 1 || !table->rows[0][0]) {
    return std::nullopt;
  }
  const auto& row = table->rows[0];
  return ToldError{*row[0],
                   row[1].value_or(""),
                   row[2].value_or(""),
                   row[3].value_or(""),
                   row[4].value_or(""),
                   row[5].value_or(""),
                   row[6].value_or("")};
}

std::string hint_of(const ToldError& told, const std::string& usual) {
  const std::vector<std::string> candidates =
      told.candidates.empty() ? std::vector<std::string>() : split(told.candidates, ',');
  if (told.subtype == "COLUMN_NOT_FOUND" && !candidates.empty()) {
    const auto nearest = find_nearest(told.name, candidates);
    return nearest ? "did you mean '" + *nearest + "'?" : "there are: " + join(candidates, ", ");
  }
  if (told.subtype == "NO_MATCHING_FUNCTION" && !candidates.empty()) {
    // The types hold commas too, so the list cannot be split; the message has one on each line.
    std::vector<std::string> forms;
    for (const std::string& line : split(told.message, '\n')) {
      if (line.starts_with('\t') && line.find('(') != std::string::npos &&
          forms.size() < kShownCandidates) {
        forms.emplace_back(trim(line.substr(0, line.find(" ->"))));
      }
    }
    return "cast the arguments; it takes " + join(forms, ", ") + " and the like";
  }
  return usual;
}

// Makes an error that names its place out of one that DuckDB told as JSON.
Error placed_error(Connection& connection, Error error) {
  const auto told = read_told(connection, error.message);
  if (!told) {
    return error;
  }
  const Error usual = sql_error(told->type + " Error: " + told->message);
  std::string message = told->message.substr(0, told->message.find('\n'));
  if (told->subtype == "NO_MATCHING_FUNCTION") {
    message = message.substr(0, message.find(". You might"));  // The hint says it better.
  }
  while (message.ends_with('!') || message.ends_with('.')) {
    message.pop_back();
  }
  error.code = usual.code;
  error.fault = usual.fault;
  error.message = message;
  error.hint = hint_of(*told, usual.hint);
  if (!told->position.empty()) {
    error.details.emplace_back(kOffsetDetail, told->position);
  }
  if (told->subtype == "MISSING_ENTRY" && told->entry == "Table") {
    error.details.emplace_back(kMissingTableDetail, told->name);
  }
  return error;
}

// Tells whether a query failed only because an input without known columns is not there.
bool misses_unknown_input(const Error& error, const std::vector<BindInput>& inputs) {
  const std::string name = to_lower(error.detail(kMissingTableDetail));
  if (name.empty()) {
    return false;
  }
  return std::any_of(inputs.begin(), inputs.end(), [&](const BindInput& input) {
    const auto& names = input.input.names;
    return !input.columns && (to_lower(input.input.relation) == name ||
                              std::any_of(names.begin(), names.end(), [&](const auto& other) {
                                return to_lower(other) == name;
                              }));
  });
}

// Checks that a text is one statement by itself, and one that a relation can be made of.
Status check_grammars(Connection& connection, const std::string& query) {
  const auto handle = static_cast<duckdb_connection>(connection.handle());
  OSIRIS_CHECKED(check_grammar(handle, query));
  // DESCRIBE, SUMMARIZE and SHOW have rows, but none that a relation can be made of.
  if (!check_grammar(handle, "CREATE TABLE t AS (\n" + query + "\n)").has_value()) {
    return fail(kSqlNotOneSelect, "the statement is no SELECT", "write one SELECT");
  }
  return {};
}

// Returns the inputs that a query mentions as a WITH clause, each under its names.
std::string with_clause(const std::string& query, const std::vector<BindInput>& inputs) {
  const std::string text = to_lower(query);
  std::string clause;
  for (const BindInput& input : inputs) {
    std::vector<std::string> names = input.input.names;
    names.insert(names.begin(), input.input.relation);
    std::string columns;
    for (const ColumnText& column : input.columns.value_or(std::vector<ColumnText>())) {
      columns += (columns.empty() ? "NULL::" : ", NULL::") + column.type + " AS " +
                 quote_identifier(column.name);
    }
    std::set<std::string> seen;
    for (const std::string& name : names) {
      const std::string lower = to_lower(name);
      if (!columns.empty() && text.find(lower) != std::string::npos && seen.insert(lower).second) {
        clause += (clause.empty() ? "WITH " : ", ") + quote_identifier(name) + " AS (SELECT " +
                  columns + ")";
      }
    }
  }
  return clause.empty() ? clause : clause + "\n";
}

}  // namespace

std::optional<std::vector<ColumnText>> column_texts(const Schema& schema) {
  std::vector<ColumnText> columns;
  for (const Column& column : schema) {
    if (!is_nameable(column.type)) {
      return std::nullopt;
    }
    columns.push_back({column.name, column.type.to_sql()});
  }
  return columns;
}

Status DuckDbBinder::make_inputs(const std::vector<BindInput>& inputs) {
  std::map<std::string, const BindInput*> wanted;
  for (const BindInput& input : inputs) {
    if (input.columns) {
      wanted.emplace(to_lower(input.input.relation), &input);
    }
  }
  // What is there must be what was asked for: nothing else, and not with other columns.
  for (auto table = tables_.begin(); table != tables_.end();) {
    const auto found = wanted.find(table->first);
    if (found != wanted.end() && *found->second->columns == table->second) {
      wanted.erase(found);
      ++table;
      continue;
    }
    OSIRIS_CHECKED(connection_->execute("DROP TABLE " + quote_identifier(table->first)));
    table = tables_.erase(table);
  }
  for (const auto& [name, input] : wanted) {
    std::string columns;
    for (const ColumnText& column : *input->columns) {
      columns += (columns.empty() ? "" : ", ") + quote_identifier(column.name) + " " + column.type;
    }
    OSIRIS_CHECKED(connection_->execute("CREATE TABLE " + quote_identifier(input->input.relation) +
                                        " (" + columns + ")"));
    tables_.emplace(name, *input->columns);
  }
  return {};
}

// In parentheses DuckDB names the columns as those of a table, each differently; on its own the
// text must be a whole statement, and the places that errors name are the user's.
Result<Schema> DuckDbBinder::describe(const std::string& query) {
  OSIRIS_CHECKED(check_grammars(*connection_, query));
  auto columns = connection_->describe_query("SELECT * FROM (\n" + query + "\n)");
  return columns.has_value() ? columns : connection_->describe_query(query);
}

// A query that binds so binds over tables, too; of one that does not nothing is known, as a WITH
// has no row ids and no catalogue.
Result<Schema> DuckDbBinder::describe_over_with(std::string_view sql,
                                                const std::vector<BindInput>& inputs) {
  OSIRIS_TRY(const std::string query, single_statement(sql));
  OSIRIS_CHECKED(check_reads_only(*connection_, query));
  OSIRIS_CHECKED(check_grammars(*connection_, query));
  return connection_->describe_query(with_clause(query, inputs) + "SELECT * FROM (\n" + query +
                                     "\n)");
}

Result<std::optional<std::vector<ColumnText>>> DuckDbBinder::bind(
    std::string_view sql, const std::vector<BindInput>& inputs) {
  if (connection_ == nullptr) {
    OSIRIS_TRY(connection_, Database::open_for_binding());
  }
  if (const auto columns = describe_over_with(sql, inputs)) {
    return column_texts(*columns);
  }
  OSIRIS_CHECKED(make_inputs(inputs));
  std::vector<QueryInput> known;
  for (const BindInput& input : inputs) {
    if (input.columns) {
      known.push_back(input.input);
    }
  }
  auto query = admit_query(*connection_, sql, known);
  if (!query.has_value()) {
    return fail(placed_error(*connection_, std::move(query).error()));
  }
  const auto columns = describe(*query);
  if (columns.has_value()) {
    return column_texts(*columns);
  }
  Error error = placed_error(*connection_, columns.error());
  if (misses_unknown_input(error, inputs)) {
    return std::optional<std::vector<ColumnText>>();
  }
  return fail(std::move(error));
}

}  // namespace osiris::exchange
