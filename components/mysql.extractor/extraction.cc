#include "components/mysql.extractor/extraction.h"

#include "components/mysql.extractor/query_check.h"
#include "components/mysql/client.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

#include <algorithm>

namespace osiris::components::mysql {
namespace {

// OFFSET cannot stand without LIMIT. Source: MySQL Reference Manual, "SELECT Statement".
constexpr const char* kNoLimit = "18446744073709551615";

WideDecimals wide_decimals_of(const std::string& word) {
  if (word == "varchar") {
    return WideDecimals::kVarchar;
  }
  return word == "double" ? WideDecimals::kDouble : WideDecimals::kError;
}

CursorOptions read_cursor(const sdk::StepConfig& config) {
  const std::string nulls = config.text("cursor_nulls");
  return {.column = config.text("cursor_column"),
          .initial_value = config.text("initial_value"),
          .lookback = config.text("lookback"),
          .nulls = nulls == "skip"      ? CursorNulls::kSkip
                   : nulls == "include" ? CursorNulls::kInclude
                                        : CursorNulls::kError};
}

Error in_option(Error error, std::string_view option) {
  return std::move(error).within(option).with(std::string(sdk::kOptionDetail), std::string(option));
}

}  // namespace

Extraction read_extraction(const sdk::StepConfig& config) {
  Extraction extraction;
  extraction.query = config.text("query");
  extraction.schema = config.text("schema");
  extraction.table = config.text("table");
  extraction.columns = config.texts("columns");
  extraction.where = config.text("where");
  if (config.has("limit")) {
    extraction.limit = config.integer("limit");
  }
  extraction.offset = config.integer("offset");
  extraction.parallel =
      static_cast<std::size_t>(std::max<std::int64_t>(1, config.integer("parallel")));
  extraction.partition_column = config.text("partition_column");
  extraction.cursor = read_cursor(config);
  extraction.types = {.wide_decimals = wide_decimals_of(config.text("decimal_overflow")),
                      .tinyint1_as_boolean = config.flag("tinyint1_as_boolean")};
  extraction.zero_dates =
      config.text("zero_dates") == "set_null" ? ZeroDates::kNull : ZeroDates::kError;
  return extraction;
}

Status check_sql(Extraction& extraction, const SqlQuotes& quotes) {
  if (extraction.table.empty()) {
    auto query = check_query(extraction.query, quotes);
    if (!query.has_value()) {
      return fail(in_option(std::move(query).error(), "query"));
    }
    extraction.query = *std::move(query);
  }
  if (!extraction.where.empty()) {
    if (auto where = check_condition(extraction.where, quotes); !where.has_value()) {
      return fail(in_option(std::move(where).error(), "where"));
    }
  }
  return {};
}

std::string name_of(const Extraction& extraction) {
  if (extraction.table.empty()) {
    return "the query";
  }
  const std::string schema = extraction.schema.empty() ? "" : printable(extraction.schema) + ".";
  return "table '" + schema + printable(extraction.table) + "'";
}

std::string table_reference(const Extraction& extraction) {
  const std::string schema = extraction.schema.empty() ? "" : quote_name(extraction.schema) + ".";
  return schema + quote_name(extraction.table);
}

std::string select_from(const Extraction& extraction, const std::string& expressions) {
  // What a user wrote may end in a comment.
  std::string sql = "SELECT " + expressions + " FROM " +
                    (extraction.table.empty() ? "(" + extraction.query + "\n) AS osiris_rows"
                                              : table_reference(extraction));
  std::string where = extraction.where.empty() ? "" : "(" + extraction.where + "\n)";
  for (const std::string& condition : extraction.conditions) {
    where += (where.empty() ? "(" : " AND (") + condition + ")";
  }
  return where.empty() ? sql : sql + " WHERE " + where;
}

std::string statement_of(const Extraction& extraction) {
  if (extraction.table.empty() && extraction.conditions.empty()) {
    return extraction.query;
  }
  std::string columns;
  for (const std::string& column : extraction.columns) {
    columns += (columns.empty() ? "" : ", ") + quote_name(column);
  }
  std::string sql = select_from(extraction, columns.empty() ? "*" : columns);
  if (extraction.limit || extraction.offset > 0) {
    sql += " LIMIT " + (extraction.limit ? std::to_string(*extraction.limit) : kNoLimit);
  }
  if (extraction.offset > 0) {
    sql += " OFFSET " + std::to_string(extraction.offset);
  }
  return sql;
}

}  // namespace osiris::components::mysql
