#pragma once
// How one value becomes the text that the server makes the same value of.

#include "components/mysql.writer/target_table.h"
#include "osiris/exchange/byte_buffer.h"
#include "osiris/exchange/vector_view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// How well a column can hold a value.
enum class Fit : std::uint8_t {
  kExact,
  kInexact,  ///< What was appended is the nearest that it can hold.
  kUnfit,    ///< MySQL has no such value: inf, a date of the year 20000. Nothing was appended.
  kRefused,  ///< The value is not of the column's kind. Nothing was appended.
};

/// What the functions below need to know of a column.
struct FieldRules {
  unsigned source_digits = 0;     ///< Behind the point, of a DECIMAL or of a second.
  std::optional<unsigned> scale;  ///< As many of them the target holds; nothing: no such bound.
  bool is_padded = false;         ///< The target does not keep the end of a value.
  std::uint64_t length = 0;       ///< The target's: bytes or bits.
  std::vector<std::string> labels;
};

FieldRules rules_for(const exchange::ColumnType& source, const TargetColumn& target);

/// Appends a value that is not NULL, as text in which nothing has to be escaped any more: a tab, a
/// line feed, a backslash and a quote have a backslash in front.
using AppendField = Fit (*)(const FieldRules& rules, const exchange::VectorView& column,
                            std::size_t row, exchange::ByteBuffer& out);

/// How values of one type are written to one column.
struct FieldChoice {
  AppendField append = nullptr;  ///< Null: not at all; a transform has to decide what is meant.
  /// Tells whether the column keeps the digits that were appended; null: it does.
  bool (*keeps_digits)(std::string_view digits) = nullptr;
};

/// The choices for three groups of columns; of other columns each returns none.
FieldChoice number_field(exchange::TypeId source, const TargetColumn& target);
FieldChoice time_field(exchange::TypeId source, const TargetColumn& target);
FieldChoice text_field(exchange::TypeId source, const TargetColumn& target);

/// Tells whether values of a type are text as they are.
inline bool is_text(exchange::TypeId type) {
  return type == exchange::TypeId::kVarchar || type == exchange::TypeId::kEnum ||
         type == exchange::TypeId::kJson;
}

/// Appends free text, escaped.
void append_escaped(std::string_view text, exchange::ByteBuffer& out);

/// Appends bytes as hex digits.
void append_hex(std::string_view bytes, exchange::ByteBuffer& out);

}  // namespace osiris::components::mysql
