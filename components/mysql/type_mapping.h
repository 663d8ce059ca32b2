#pragma once
// Which column a result's field becomes. The rules, for people: docs/guide/mysql.md.

#include "components/mysql/client.h"
#include "osiris/base/result.h"
#include "osiris/exchange/column_type.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// How the bytes of a field's values are to be read.
enum class ValueForm : std::uint8_t {
  kSigned,     ///< 1, 2, 4 or 8 bytes, as the field's type is wide.
  kUnsigned,   ///< The same.
  kBoolean,    ///< One byte, 0 or 1.
  kYear,       ///< Two bytes.
  kFloat,      ///< Four bytes.
  kDouble,     ///< Eight bytes.
  kDecimal,    ///< Digits.
  kBit,        ///< 1 to 8 bytes, the highest first.
  kDate,       ///< The protocol's date.
  kTimestamp,  ///< The protocol's date and time.
  kTime,       ///< The protocol's length of time.
  kUuid,       ///< 36 characters.
  kText,       ///< UTF-8.
  kBytes,      ///< Whatever they are.
};

/// What becomes of DECIMAL with more digits than DuckDB has, which is 38.
enum class WideDecimals : std::uint8_t {
  kError,    ///< DECIMAL(38,s); a value that needs more digits is an error.
  kVarchar,  ///< Text with all digits.
  kDouble,   ///< The nearest DOUBLE.
};

/// What a user may choose.
struct TypeChoices {
  WideDecimals wide_decimals = WideDecimals::kError;
  bool tinyint1_as_boolean = false;
};

/// A field's column.
struct MappedType {
  exchange::ColumnType type;
  ValueForm form = ValueForm::kText;
  unsigned width = 0;  ///< kSigned, kUnsigned: bytes of a value.
};

/// Maps a field of a result. Every field has a column: what is not known arrives as text or bytes.
MappedType map_type(const Field& field, const TypeChoices& choices);

/// Maps all fields of a result. Errors: data.invalid_columns if names are missing or equal, all of
/// which are named.
Result<exchange::Schema> map_schema(const std::vector<Field>& fields, const TypeChoices& choices);

/// Tells whether a field is a part of its table's primary key.
bool is_key(const Field& field);

/// Tells whether a field's values can be NULL.
bool may_be_null(const Field& field);

}  // namespace osiris::components::mysql
