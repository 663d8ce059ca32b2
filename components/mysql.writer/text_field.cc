// Texts, labels, JSON and bytes.

#include "components/mysql.writer/field_rules.h"
#include "osiris/base/text.h"
#include "osiris/exchange/value_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace osiris::components::mysql {
namespace {

using exchange::ByteBuffer;
using exchange::ColumnType;
using exchange::TypeId;
using exchange::Uint128;
using exchange::VectorView;

constexpr std::size_t kUuidBytes = 16;

/// The bytes that have a backslash in front, both in rows of LOAD DATA and in quoted texts.
constexpr auto kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (const char letter : {'\t', '\n', '\\', '\''}) {
    escaped[static_cast<unsigned char>(letter)] = true;
  }
  return escaped;
}();

std::string_view text_of(const ByteBuffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

/// A CHAR column loses blanks at the end.
Fit append_free_text(std::string_view text, const FieldRules& rules, ByteBuffer& out) {
  append_escaped(text, out);
  return rules.is_padded && text.ends_with(' ') ? Fit::kInexact : Fit::kExact;
}

Fit text(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  return append_free_text(column.text(row), rules, out);
}

Fit bytes_as_text(const FieldRules& rules, const VectorView& column, std::size_t row,
                  ByteBuffer& out) {
  if (find_invalid_utf8(column.text(row))) {
    return Fit::kRefused;
  }
  return append_free_text(column.text(row), rules, out);
}

Fit bits_as_text(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  exchange::append_text(column.bits(row), out);
  return Fit::kExact;
}

/// Appends what exchange::append_value writes, which may hold any character.
Fit rendered(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  ByteBuffer rendering;
  exchange::append_value(column, row, rendering);
  return append_free_text(text_of(rendering), rules, out);
}

bool has_label(const FieldRules& rules, std::string_view wanted) {
  return std::find(rules.labels.begin(), rules.labels.end(), wanted) != rules.labels.end();
}

/// The server takes other spellings of a label, and its number, for the label.
Fit label(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  return has_label(rules, column.text(row)) ? text(rules, column, row, out) : Fit::kRefused;
}

Fit labels(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  for (std::string_view rest = column.text(row); !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (!has_label(rules, rest.substr(0, comma)) || comma + 1 == rest.size()) {
      return Fit::kRefused;
    }
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return text(rules, column, row, out);
}

Fit json(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  ByteBuffer rendering;
  exchange::append_json_value(column, row, rendering);
  return append_free_text(text_of(rendering), rules, out);
}

template <class Float>
Fit json_real(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  return std::isfinite(column.data<Float>()[row]) ? json(rules, column, row, out) : Fit::kUnfit;
}

/// BINARY(n) fills what is shorter with zeros.
Fit bytes(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const std::string_view value = column.text(row);
  append_hex(value, out);
  return rules.is_padded && value.size() < rules.length ? Fit::kInexact : Fit::kExact;
}

Fit uuid_as_bytes(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const Uint128 value = column.uint128(row);
  std::array<char, kUuidBytes> spelled{};
  for (std::size_t i = 0; i < kUuidBytes; ++i) {
    spelled[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * (15 - i))));
  }
  append_hex({spelled.data(), spelled.size()}, out);
  return Fit::kExact;
}

AppendField text_append(TypeId source) {
  switch (source) {
    case TypeId::kBlob:
      return bytes_as_text;
    case TypeId::kBit:
      return bits_as_text;
    case TypeId::kNull:
    case TypeId::kUnknown:
      return nullptr;
    default:
      return is_text(source) ? text : rendered;
  }
}

AppendField json_append(TypeId source) {
  switch (source) {
    case TypeId::kFloat:
      return json_real<float>;
    case TypeId::kDouble:
      return json_real<double>;
    case TypeId::kBlob:
    case TypeId::kNull:
    case TypeId::kUnknown:
      return nullptr;
    default:
      return is_text(source) ? text : json;
  }
}

AppendField bytes_append(TypeId source, const TargetColumn& target) {
  if (source == TypeId::kUuid) {
    return target.length == kUuidBytes ? uuid_as_bytes : nullptr;
  }
  return source == TypeId::kBlob || is_text(source) ? bytes : nullptr;
}

}  // namespace

void append_escaped(std::string_view text, ByteBuffer& out) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (kEscaped[static_cast<unsigned char>(text[at])]) {
      exchange::append_text(text.substr(begin, at - begin), out);
      out.append('\\');
      // Behind a backslash the letters t and n mean the bytes themselves, which both ends read.
      out.append(text[at] == '\t' ? 't' : text[at] == '\n' ? 'n' : text[at]);
      begin = at + 1;
    }
  }
  exchange::append_text(text.substr(begin), out);
}

void append_hex(std::string_view bytes, ByteBuffer& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out.reserve_more(2 * bytes.size());
  for (const char letter : bytes) {
    const auto byte = static_cast<unsigned char>(letter);
    out.append(kDigits[byte >> 4U]);
    out.append(kDigits[byte & 15U]);
  }
}

FieldChoice text_field(TypeId source, const TargetColumn& target) {
  switch (target.kind) {
    case ColumnKind::kText:
      return {.append = text_append(source)};
    case ColumnKind::kEnum:
      return {.append = is_text(source) ? label : nullptr};
    case ColumnKind::kSet:
      return {.append = is_text(source) ? labels : nullptr};
    case ColumnKind::kJson:
      return {.append = json_append(source)};
    case ColumnKind::kUuid:
      return {.append = source == TypeId::kUuid ? rendered : is_text(source) ? text : nullptr};
    case ColumnKind::kBinary:
      return {.append = bytes_append(source, target)};
    case ColumnKind::kGeometry:
      return {.append = source == TypeId::kBlob ? bytes : nullptr};
    default:
      return {};
  }
}

}  // namespace osiris::components::mysql
