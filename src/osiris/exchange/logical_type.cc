#include "osiris/exchange/logical_type.h"

#include <string>
#include <string_view>

namespace osiris::exchange {

namespace {

// Types 40 and 41 (GEOMETRY, VARIANT) exist in the library but not in the header: unknown.
TypeId plain_type_id(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return TypeId::kBoolean;
    case DUCKDB_TYPE_TINYINT:
      return TypeId::kTinyint;
    case DUCKDB_TYPE_SMALLINT:
      return TypeId::kSmallint;
    case DUCKDB_TYPE_INTEGER:
      return TypeId::kInteger;
    case DUCKDB_TYPE_BIGINT:
      return TypeId::kBigint;
    case DUCKDB_TYPE_HUGEINT:
      return TypeId::kHugeint;
    case DUCKDB_TYPE_UTINYINT:
      return TypeId::kUtinyint;
    case DUCKDB_TYPE_USMALLINT:
      return TypeId::kUsmallint;
    case DUCKDB_TYPE_UINTEGER:
      return TypeId::kUinteger;
    case DUCKDB_TYPE_UBIGINT:
      return TypeId::kUbigint;
    case DUCKDB_TYPE_UHUGEINT:
      return TypeId::kUhugeint;
    case DUCKDB_TYPE_FLOAT:
      return TypeId::kFloat;
    case DUCKDB_TYPE_DOUBLE:
      return TypeId::kDouble;
    case DUCKDB_TYPE_VARCHAR:
      return TypeId::kVarchar;
    case DUCKDB_TYPE_BLOB:
      return TypeId::kBlob;
    case DUCKDB_TYPE_BIT:
      return TypeId::kBit;
    case DUCKDB_TYPE_DATE:
      return TypeId::kDate;
    case DUCKDB_TYPE_TIME:
      return TypeId::kTime;
    case DUCKDB_TYPE_TIME_NS:
      return TypeId::kTimeNs;
    case DUCKDB_TYPE_TIME_TZ:
      return TypeId::kTimeTz;
    case DUCKDB_TYPE_TIMESTAMP:
      return TypeId::kTimestamp;
    case DUCKDB_TYPE_TIMESTAMP_S:
      return TypeId::kTimestampS;
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return TypeId::kTimestampMs;
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return TypeId::kTimestampNs;
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return TypeId::kTimestampTz;
    case DUCKDB_TYPE_INTERVAL:
      return TypeId::kInterval;
    case DUCKDB_TYPE_UUID:
      return TypeId::kUuid;
    case DUCKDB_TYPE_SQLNULL:
      return TypeId::kNull;
    default:
      return TypeId::kUnknown;
  }
}

// Takes a text that the library allocated.
std::string take_text(char* text) {
  std::string copy = text != nullptr ? text : "";
  duckdb().free(text);
  return copy;
}

ColumnType read_enum(duckdb_logical_type type) {
  ColumnType result(TypeId::kEnum);
  const std::uint32_t count = duckdb().enum_dictionary_size(type);
  result.labels.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    result.labels.push_back(take_text(duckdb().enum_dictionary_value(type, i)));
  }
  return result;
}

ColumnType read_struct(duckdb_logical_type type) {
  ColumnType result(TypeId::kStruct);
  const idx_t count = duckdb().struct_type_child_count(type);
  for (idx_t i = 0; i < count; ++i) {
    result.children.emplace_back(take_text(duckdb().struct_type_child_name(type, i)),
                                 take_logical_type(duckdb().struct_type_child_type(type, i)));
  }
  return result;
}

ColumnType read_union(duckdb_logical_type type) {
  ColumnType result(TypeId::kUnion);
  const idx_t count = duckdb().union_type_member_count(type);
  for (idx_t i = 0; i < count; ++i) {
    result.children.emplace_back(take_text(duckdb().union_type_member_name(type, i)),
                                 take_logical_type(duckdb().union_type_member_type(type, i)));
  }
  return result;
}

}  // namespace

ColumnType read_logical_type(duckdb_logical_type type) {
  switch (duckdb().get_type_id(type)) {
    case DUCKDB_TYPE_DECIMAL:
      return ColumnType::decimal(duckdb().decimal_width(type), duckdb().decimal_scale(type));
    case DUCKDB_TYPE_ENUM:
      return read_enum(type);
    case DUCKDB_TYPE_LIST:
      return ColumnType::list(take_logical_type(duckdb().list_type_child_type(type)));
    case DUCKDB_TYPE_ARRAY:
      return ColumnType::array(take_logical_type(duckdb().array_type_child_type(type)),
                               static_cast<std::uint32_t>(duckdb().array_type_array_size(type)));
    case DUCKDB_TYPE_STRUCT:
      return read_struct(type);
    case DUCKDB_TYPE_UNION:
      return read_union(type);
    case DUCKDB_TYPE_MAP:
      return ColumnType::map(take_logical_type(duckdb().map_type_key_type(type)),
                             take_logical_type(duckdb().map_type_value_type(type)));
    case DUCKDB_TYPE_VARCHAR:
      // JSON is VARCHAR with another name.
      return take_text(duckdb().logical_type_get_alias(type)) == "JSON" ? TypeId::kJson
                                                                        : TypeId::kVarchar;
    default:
      return plain_type_id(duckdb().get_type_id(type));
  }
}

ColumnType take_logical_type(duckdb_logical_type type) {
  ColumnType result = read_logical_type(type);
  duckdb().destroy_logical_type(&type);
  return result;
}

}  // namespace osiris::exchange
