#include "components/mysql.extractor/server_refusal.h"

#include "components/mysql/error_class.h"
#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/sdk/foresight.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace osiris::components::mysql {
namespace {

// Source: MySQL Error Message Reference.
constexpr const char* kUnknownColumn = "1054";  // ER_BAD_FIELD_ERROR
constexpr const char* kUnknownTable = "1146";   // ER_NO_SUCH_TABLE

/// Finds which of the named columns is not there, and what it may be.
std::optional<Error> find_missing(const Extraction& extraction, const NamedColumns& named,
                                  Client& client) {
  Extraction all = extraction;
  all.columns.clear();
  const auto fields = client.describe(statement_of(all));
  if (!fields.has_value()) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const Field& field : *fields) {
    names.push_back(field.name);
  }
  for (const std::string& wanted : named.columns) {
    const bool is_there = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return to_lower(name) == to_lower(wanted);
    });
    if (!is_there) {
      return make_error(exchange::kColumnMissing,
                        name_of(extraction) + " has no column '" + printable(wanted) + "'" +
                            suggest(wanted, names),
                        "its columns are: " + join(names, ", "))
          .with(std::string(sdk::kOptionDetail), std::string(named.option));
    }
  }
  return std::nullopt;
}

}  // namespace

Error explain_refusal(const Extraction& extraction, const NamedColumns& named, Client& client,
                      Error error) {
  const std::string number = error.detail(kNumberDetail);
  if (number == kUnknownColumn) {
    if (auto missing = find_missing(extraction, named, client)) {
      return *std::move(missing);
    }
  }
  const std::size_t point = extraction.table.find('.');
  if (number == kUnknownTable && point != std::string::npos && extraction.schema.empty()) {
    error.hint = "write `schema: " + extraction.table.substr(0, point) +
                 "` and `table: " + extraction.table.substr(point + 1) + "`";
  }
  if (error.is(kNoDatabase) && extraction.table.empty()) {
    error.hint = "write `<database>.<table>` in the query, or add `database` to the connection";
  }
  const std::string option = extraction.table.empty() ? "query" : "table";
  return std::move(error).with(std::string(sdk::kOptionDetail), option);
}

}  // namespace osiris::components::mysql
