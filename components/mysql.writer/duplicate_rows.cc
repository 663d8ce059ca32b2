#include "components/mysql.writer/duplicate_rows.h"

#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace osiris::components::mysql {
namespace {

constexpr std::size_t kNamedRowsMax = 2;
// Source: MySQL 5.7 Reference Manual, "Server Error Message Reference", ER_DUP_ENTRY.
constexpr std::string_view kBeforeValue = "Duplicate entry '";
constexpr std::string_view kBeforeKey = "' for key '";

/// What stands in the server's words between two others, the last of which is sought from the end.
std::string between(std::string_view text, std::string_view before, std::string_view behind) {
  const std::size_t begin = text.find(before);
  const std::size_t end = text.rfind(behind);
  if (begin == std::string_view::npos || end == std::string_view::npos ||
      end < begin + before.size()) {
    return "";
  }
  return std::string(text.substr(begin + before.size(), end - begin - before.size()));
}

/// Makes texts equal that most collations find equal.
std::string folded(const std::string& sql) { return "strip_accents(lower(rtrim(" + sql + ")))"; }

/// Returns the columns of the input that go into the key's; fewer if some get no value from it.
std::vector<std::string> sources_of(const ColumnPlan& plan, const std::vector<std::string>& key) {
  std::vector<std::string> sources;
  for (const std::string& name : key) {
    const auto found = std::find_if(plan.begin(), plan.end(), [&](const PlannedColumn& column) {
      return to_lower(column.target.name) == to_lower(name);
    });
    if (found != plan.end()) {
      sources.push_back(found->source.name);
    }
  }
  return sources;
}

/// Returns the numbers of the first rows, from 1, whose key shows as `value`.
std::vector<std::int64_t> rows_with(const FeedSource& source,
                                    const std::vector<std::string>& columns,
                                    const std::string& value) {
  std::vector<std::string> shown;
  for (const std::string& column : columns) {
    shown.push_back("CAST(" + exchange::quote_identifier(column) + " AS VARCHAR)");
  }
  exchange::Database& database = source.context.connection.database();
  const auto connection = database.connect();  // The feed may still read on the step's.
  if (!connection.has_value()) {
    return {};
  }
  const auto found =
      (*connection)
          ->query_text("SELECT n FROM (SELECT row_number() OVER () AS n, concat_ws('-', " +
                           join(shown, ", ") + ") AS k FROM " +
                           database.qualified(source.relation) + ") WHERE " + folded("k") + " = " +
                           folded(exchange::quote_literal(value)) + " ORDER BY n",
                       kNamedRowsMax);
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; found.has_value() && i < found->rows.size(); ++i) {
    numbers.push_back(parse_integer(found->rows[i][0].value_or("")).value_or(0));
  }
  return numbers;
}

}  // namespace

std::string duplicate_key_of(const Error& error) {
  const std::string key = between(error.message, kBeforeKey, "'");
  return key.substr(key.rfind('.') + 1);  // Newer servers say the table's name in front.
}

Error name_duplicate_rows(Error error, const FeedSource& source, const ColumnPlan& plan,
                          const std::vector<std::string>& key) {
  const std::vector<std::string> columns = sources_of(plan, key);
  if (columns.empty() || columns.size() < key.size()) {
    return error;
  }
  std::vector<std::string> names;
  for (const std::int64_t number :
       rows_with(source, columns, between(error.message, kBeforeValue, kBeforeKey))) {
    names.push_back(name_row(source, number));
  }
  return names.empty() ? std::move(error) : std::move(error).within(join(names, " and "));
}

}  // namespace osiris::components::mysql
