#include "components/mysql/type_mapping.h"

#include "osiris/base/text.h"
#include "osiris/exchange/row_source.h"

#include <mysql.h>

#include <algorithm>
#include <map>

namespace osiris::components::mysql {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

// Source: MySQL Internals, "Character Set": its number for bytes that are no text.
constexpr unsigned kBinaryCharset = 63;
// DuckDB has no wider DECIMAL.
constexpr unsigned kDigitsMax = 38;
// Source: MySQL Reference Manual, "Fixed-Point Types".
constexpr unsigned kMysqlDigitsMax = 65;
constexpr unsigned kMysqlScaleMax =
    38;  // MariaDB's; MySQL has 30. What is above means "not fixed".

MappedType integer(const Field& field, unsigned width, TypeId is_signed, TypeId is_unsigned) {
  return (field.flags & UNSIGNED_FLAG) != 0
             ? MappedType{.type = is_unsigned, .form = ValueForm::kUnsigned, .width = width}
             : MappedType{.type = is_signed, .form = ValueForm::kSigned, .width = width};
}

MappedType decimal(const Field& field, const TypeChoices& choices) {
  const unsigned scale = field.decimals > kMysqlScaleMax ? 0 : field.decimals;
  // A server says how wide the text is: digits, a point if there is a fraction, a sign if there may
  // be one.
  const unsigned beside = (scale > 0 ? 1U : 0U) + ((field.flags & UNSIGNED_FLAG) != 0 ? 0U : 1U);
  const auto width = static_cast<unsigned>(std::min<std::uint64_t>(field.length, 255));
  const unsigned digits =
      std::clamp(width > beside ? width - beside : 1U, std::max(scale, 1U), kMysqlDigitsMax);
  if (digits > kDigitsMax && choices.wide_decimals == WideDecimals::kVarchar) {
    return {.type = TypeId::kVarchar, .form = ValueForm::kText};
  }
  if (digits > kDigitsMax && choices.wide_decimals == WideDecimals::kDouble) {
    return {.type = TypeId::kDouble, .form = ValueForm::kDecimal};
  }
  return {.type = ColumnType::decimal(static_cast<std::uint8_t>(std::min(digits, kDigitsMax)),
                                      static_cast<std::uint8_t>(scale)),
          .form = ValueForm::kDecimal};
}

MappedType text_or_bytes(const Field& field) {
  if (field.extended_type == "uuid" && field.charset != kBinaryCharset) {
    return {.type = TypeId::kUuid, .form = ValueForm::kUuid};
  }
  if (field.extended_type == "json") {
    return {.type = TypeId::kJson, .form = ValueForm::kText};
  }
  if (field.charset == kBinaryCharset) {
    return {.type = TypeId::kBlob, .form = ValueForm::kBytes};
  }
  return {.type = TypeId::kVarchar, .form = ValueForm::kText};
}

}  // namespace

MappedType map_type(const Field& field, const TypeChoices& choices) {
  switch (field.type) {
    case MYSQL_TYPE_TINY:
      if (choices.tinyint1_as_boolean && field.length == 1) {
        return {.type = TypeId::kBoolean, .form = ValueForm::kBoolean};
      }
      return integer(field, 1, TypeId::kTinyint, TypeId::kUtinyint);
    case MYSQL_TYPE_SHORT:
      return integer(field, 2, TypeId::kSmallint, TypeId::kUsmallint);
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
      return integer(field, 4, TypeId::kInteger, TypeId::kUinteger);
    case MYSQL_TYPE_LONGLONG:
      return integer(field, 8, TypeId::kBigint, TypeId::kUbigint);
    case MYSQL_TYPE_YEAR:
      return {.type = TypeId::kSmallint, .form = ValueForm::kYear};
    case MYSQL_TYPE_FLOAT:
      return {.type = TypeId::kFloat, .form = ValueForm::kFloat};
    case MYSQL_TYPE_DOUBLE:
      return {.type = TypeId::kDouble, .form = ValueForm::kDouble};
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return decimal(field, choices);
    case MYSQL_TYPE_BIT:
      return {.type = field.length == 1 ? TypeId::kBoolean : TypeId::kUbigint,
              .form = ValueForm::kBit};
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return {.type = TypeId::kDate, .form = ValueForm::kDate};
    case MYSQL_TYPE_DATETIME:
      return {.type = TypeId::kTimestamp, .form = ValueForm::kTimestamp};
    case MYSQL_TYPE_TIMESTAMP:
      return {.type = TypeId::kTimestampTz, .form = ValueForm::kTimestamp};
    case MYSQL_TYPE_TIME:
      return {.type = TypeId::kInterval, .form = ValueForm::kTime};
    case MYSQL_TYPE_JSON:
      return {.type = TypeId::kJson, .form = ValueForm::kText};
    case MYSQL_TYPE_GEOMETRY:
      return {.type = TypeId::kBlob, .form = ValueForm::kBytes};
    case MYSQL_TYPE_NULL:
      return {.type = TypeId::kVarchar, .form = ValueForm::kText};
    default:
      return text_or_bytes(field);
  }
}

Result<exchange::Schema> map_schema(const std::vector<Field>& fields, const TypeChoices& choices) {
  exchange::Schema schema;
  std::map<std::string, int> seen;
  for (const Field& field : fields) {
    schema.push_back({field.name, map_type(field, choices).type});
    ++seen[to_lower(field.name)];
  }
  std::vector<std::string> twice;
  for (const Field& field : fields) {
    if (field.name.empty()) {
      return fail(exchange::kColumnsInvalid, "a column of the result has no name",
                  "name it in the query: `SELECT … AS name`");
    }
    if (seen[to_lower(field.name)] > 1) {
      const std::string table = field.table.empty() ? "" : printable(field.table) + ".";
      twice.push_back("'" + table + printable(field.name) + "'");
    }
  }
  if (!twice.empty()) {
    return fail(exchange::kColumnsInvalid,
                "columns of the result have equal names: " + join(twice, ", "),
                "name them apart in the query: `SELECT a.id AS a_id, b.id AS b_id …`; upper and "
                "lower case do not tell names apart");
  }
  return schema;
}

bool is_key(const Field& field) { return (field.flags & PRI_KEY_FLAG) != 0; }

bool may_be_null(const Field& field) { return (field.flags & NOT_NULL_FLAG) == 0; }

}  // namespace osiris::components::mysql
