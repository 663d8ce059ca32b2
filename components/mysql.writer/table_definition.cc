#include "components/mysql.writer/table_definition.h"

#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <vector>

namespace osiris::components::mysql {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

// Characters or bytes of a text in a key: three such columns still fit into an index of 3072 bytes.
constexpr std::string_view kKeyLength = "(255)";
// Source: MySQL Reference Manual, "Fixed-Point Types". MariaDB holds 38.
constexpr unsigned kScaleMaxMysql = 30;
// Source: MariaDB Knowledge Base, "UUID Data Type".
constexpr unsigned kUuidSince = 100700;

bool is_in_key(std::string_view name, const WriteOptions& options) {
  return std::any_of(options.key.begin(), options.key.end(),
                     [&](const std::string& one) { return to_lower(one) == to_lower(name); });
}

/// Labels compare by their bytes, as they do in DuckDB, so that 'a' and 'A' may both be there.
std::string enumeration(const ColumnType& type) {
  std::vector<std::string> labels;
  for (const std::string& label : type.labels) {
    labels.push_back("'" + replace_all(replace_all(label, "\\", "\\\\"), "'", "''") + "'");
  }
  return "ENUM(" + join(labels, ",") + ") CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
}

/// Returns the type for numbers; empty if these values are none, or there is none for them.
std::string number_type(const ColumnType& type, const ServerFacts& server) {
  switch (type.id) {
    case TypeId::kBoolean:
      return "TINYINT(1)";
    case TypeId::kTinyint:
      return "TINYINT";
    case TypeId::kSmallint:
      return "SMALLINT";
    case TypeId::kInteger:
      return "INT";
    case TypeId::kBigint:
      return "BIGINT";
    case TypeId::kUtinyint:
      return "TINYINT UNSIGNED";
    case TypeId::kUsmallint:
      return "SMALLINT UNSIGNED";
    case TypeId::kUinteger:
      return "INT UNSIGNED";
    case TypeId::kUbigint:
      return "BIGINT UNSIGNED";
    case TypeId::kHugeint:
    case TypeId::kUhugeint:
      return "DECIMAL(39,0)";
    case TypeId::kFloat:
      return "FLOAT";
    case TypeId::kDouble:
      return "DOUBLE";
    case TypeId::kDecimal:
      return type.scale > kScaleMaxMysql && !server.is_mariadb
                 ? ""
                 : "DECIMAL(" + std::to_string(type.precision) + "," + std::to_string(type.scale) +
                       ")";
    default:
      return "";
  }
}

/// Returns the type for dates and times; empty if these values are none.
std::string time_type(TypeId type) {
  switch (type) {
    case TypeId::kDate:
      return "DATE";
    case TypeId::kTime:
    case TypeId::kTimeNs:
    case TypeId::kInterval:
      return "TIME(6)";
    case TypeId::kTimestampS:
      return "DATETIME";
    case TypeId::kTimestampMs:
      return "DATETIME(3)";
    case TypeId::kTimestamp:
    case TypeId::kTimestampNs:
      return "DATETIME(6)";
    case TypeId::kTimestampTz:
      return "TIMESTAMP(6)";
    case TypeId::kTimeTz:
      return "VARCHAR(32)";
    default:
      return "";
  }
}

/// Returns the type for texts, bytes and what is written as text; empty if these values are none.
std::string text_type(const ColumnType& type, bool is_key, const ServerFacts& server) {
  const auto keyed = [is_key](std::string_view name, std::string_view bounded) {
    return is_key ? std::string(bounded) + std::string(kKeyLength) : std::string(name);
  };
  switch (type.id) {
    case TypeId::kUuid:
      return server.is_mariadb && server.version >= kUuidSince
                 ? "UUID"
                 : "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin";
    case TypeId::kEnum:
      return enumeration(type);
    case TypeId::kBlob:
      return keyed("LONGBLOB", "VARBINARY");
    case TypeId::kVarchar:
    case TypeId::kBit:
      return keyed("LONGTEXT", "VARCHAR");
    case TypeId::kJson:
    case TypeId::kList:
    case TypeId::kArray:
    case TypeId::kStruct:
    case TypeId::kMap:
      return "JSON";
    default:
      return "";
  }
}

/// Returns the type for a column; empty if there is none.
std::string mysql_type(const ColumnType& type, bool is_key, const ServerFacts& server) {
  return number_type(type, server) + time_type(type.id) + text_type(type, is_key, server);
}

std::string given_type(std::string_view name, const WriteOptions& options) {
  for (const auto& [column, type] : options.column_types) {
    if (to_lower(column) == to_lower(name)) {
      return type;
    }
  }
  return "";
}

}  // namespace

Result<std::string> column_definition(const exchange::Column& column, const WriteOptions& options,
                                      const ServerFacts& server) {
  const bool is_key = is_in_key(column.name, options);
  std::string definition = quote_name(column.name) + " ";
  if (const std::string given = given_type(column.name, options); !given.empty()) {
    // What is given may say NULL or NOT NULL itself; the key says it again.
    return definition + given + (is_key ? " NOT NULL" : "");
  }
  const std::string type = mysql_type(column.type, is_key, server);
  if (type.empty()) {
    return fail(kNoTypeFor,
                "column '" + printable(column.name) + "' is " + column.type.to_sql() +
                    ", which no type of the server holds",
                "add `column_types: {" + printable(column.name) +
                    ": <type>}`, or cast the column in a transform");
  }
  // Said for TIMESTAMP: older servers take nothing for NOT NULL there.
  return definition + type + (is_key ? " NOT NULL" : " NULL");
}

Result<std::string> create_table_sql(const TableName& name, const exchange::Schema& columns,
                                     const WriteOptions& options, const ServerFacts& server) {
  std::vector<std::string> parts;
  for (const exchange::Column& column : columns) {
    OSIRIS_TRY(std::string definition, column_definition(column, options, server));
    parts.push_back(std::move(definition));
  }
  if (!options.key.empty()) {
    std::vector<std::string> names;
    std::transform(options.key.begin(), options.key.end(), std::back_inserter(names),
                   [](const std::string& column) { return quote_name(column); });
    parts.push_back("PRIMARY KEY (" + join(names, ", ") + ")");
  }
  return "CREATE TABLE " + name.quoted() + " (" + join(parts, ", ") +
         ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4" +
         (options.collation.empty() ? "" : " COLLATE " + options.collation);
}

}  // namespace osiris::components::mysql
