#include "osiris/format/yaml_scalar_places.h"

#include "osiris/format/yaml.h"
#include "osiris/format/yaml_scalar_trace.h"
#include "osiris/format/yaml_source.h"

#include <algorithm>

namespace osiris {
namespace {

/// Finds the text that begins at a mark.
const Value* find_text(const Value& value, const Mark& mark) {
  if (value.is_string()) {
    return value.mark.line == mark.line && value.mark.column == mark.column ? &value : nullptr;
  }
  if (value.is_array()) {
    for (const Value& item : value.items()) {
      if (const Value* const found = find_text(item, mark)) {
        return found;
      }
    }
  } else if (value.is_object()) {
    for (const Member& member : value.members()) {
      if (const Value* const found = find_text(member.value, mark)) {
        return found;
      }
    }
  }
  return nullptr;
}

/// Returns the byte offset of a place; nothing if the document has no such place.
std::optional<std::size_t> offset_of(std::string_view document, const Mark& mark) {
  std::size_t offset = 0;
  for (int line = 1; line < mark.line; ++line) {
    offset = document.find('\n', offset);
    if (offset == std::string_view::npos) {
      return std::nullopt;
    }
    ++offset;
  }
  for (int column = 1; column < mark.column && offset < document.size(); ++column) {
    ++offset;
    while (offset < document.size() && (static_cast<unsigned char>(document[offset]) >> 6U) == 2) {
      ++offset;  // Inside of a code point.
    }
  }
  return offset;
}

}  // namespace

std::optional<YamlScalarPlaces> YamlScalarPlaces::find(std::string_view document,
                                                       const Mark& mark) {
  const YamlDocument parsed = parse_yaml(document, "");
  const Value* const found = parsed.value ? find_text(*parsed.value, mark) : nullptr;
  if (found == nullptr) {
    return std::nullopt;
  }
  std::string source = yaml_source_text(document);
  const auto begin = offset_of(source, mark);
  auto offsets = begin ? trace_yaml_scalar(source, *begin, found->as_string()) : std::nullopt;
  if (!offsets) {
    return std::nullopt;
  }
  return YamlScalarPlaces(std::move(source), found->as_string(), std::move(*offsets));
}

Mark YamlScalarPlaces::locate(std::size_t offset, std::size_t length) const {
  YamlSource source(document_);
  if (offsets_.empty()) {
    return {};
  }
  const std::size_t last = offsets_.size() - 1;
  const bool behind_end = offset > last;
  const std::size_t begin = behind_end ? offsets_[last] + 1 : offsets_[offset];
  const std::size_t end =
      behind_end || length == 0 ? begin + 1 : offsets_[std::min(offset + length - 1, last)] + 1;
  return source.locate(begin, end);
}

}  // namespace osiris
