#include "components/mysql.extractor/extraction.h"

#include "components/mysql.extractor/query_check.h"
#include "components/mysql/client.h"
#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

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

std::string statement_of(const Extraction& extraction) {
  if (extraction.table.empty()) {
    return extraction.query;
  }
  std::string columns;
  for (const std::string& column : extraction.columns) {
    columns += (columns.empty() ? "" : ", ") + quote_name(column);
  }
  std::string sql =
      "SELECT " + (columns.empty() ? "*" : columns) + " FROM " + table_reference(extraction);
  if (!extraction.where.empty()) {
    sql += " WHERE (" + extraction.where + "\n)";  // It may end in a comment.
  }
  if (extraction.limit || extraction.offset > 0) {
    sql += " LIMIT " + (extraction.limit ? std::to_string(*extraction.limit) : kNoLimit);
  }
  if (extraction.offset > 0) {
    sql += " OFFSET " + std::to_string(extraction.offset);
  }
  return sql;
}

}  // namespace osiris::components::mysql
