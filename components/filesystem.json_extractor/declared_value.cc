#include "components/filesystem.json_extractor/declared_value.h"

#include "components/filesystem.json_extractor/json_number.h"
#include "components/filesystem/number_text.h"
#include "components/filesystem/value_parser.h"

#include <string_view>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::TypeId;

bool rounds(std::string_view number, TypeId type) {
  number.remove_prefix(number.starts_with('+') ? 1 : 0);
  return !parse_not_finite(number) &&
         (type == TypeId::kFloat ? float_rounds(number) : double_rounds(number));
}

/// Appends what stands in a text or a number.
DeclaredFit append_words(std::string_view words, ColumnBuilder& out) {
  if (words.empty() || !append_parsed(words, out)) {
    return DeclaredFit::kNone;
  }
  const TypeId type = out.type().id;
  const bool is_binary = type == TypeId::kFloat || type == TypeId::kDouble;
  return is_binary && rounds(words, type) ? DeclaredFit::kRounded : DeclaredFit::kExact;
}

/// Numbers such as 1.0 and 1e2 are whole: JSON knows one kind of number.
DeclaredFit append_number(const std::string& number, ColumnBuilder& out) {
  const TypeId type = out.type().id;
  const bool is_binary = type == TypeId::kFloat || type == TypeId::kDouble;
  if (is_binary || number.find_first_of(".eE") == std::string::npos) {
    return append_words(number, out);
  }
  const auto plain = plain_form(number);
  return plain ? append_words(*plain, out) : DeclaredFit::kNone;
}

}  // namespace

DeclaredFit append_declared(JsonCursor& cursor, ColumnBuilder& out, std::string& words) {
  const auto kind = cursor.kind();
  if (!kind) {
    return DeclaredFit::kNone;
  }
  if (*kind == JsonKind::kNull) {
    cursor.read_null();
    out.append_null();
    return DeclaredFit::kExact;
  }
  const TypeId type = out.type().id;
  bool boolean = false;
  std::string_view number;
  if (type == TypeId::kJson || (type == TypeId::kVarchar && *kind != JsonKind::kString)) {
    out.append_text(cursor.skip());
    return DeclaredFit::kExact;
  }
  switch (*kind) {
    case JsonKind::kString:
      cursor.read_string(words);
      if (type == TypeId::kVarchar) {
        out.append_text(words);
        return DeclaredFit::kExact;
      }
      return append_words(words, out);
    case JsonKind::kNumber:
      cursor.read_number(number);
      words = number;
      return append_number(words, out);
    case JsonKind::kBoolean:
      if (type == TypeId::kBoolean && cursor.read_boolean(boolean)) {
        out.append_bool(boolean);
        return DeclaredFit::kExact;
      }
      break;
    default:
      break;
  }
  cursor.skip();
  return DeclaredFit::kNone;
}

}  // namespace osiris::components
