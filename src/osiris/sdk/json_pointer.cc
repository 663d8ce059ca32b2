#include "osiris/sdk/json_pointer.h"

#include "osiris/base/text.h"

namespace osiris::sdk {

std::optional<std::vector<std::string>> pointer_segments(std::string_view pointer) {
  if (pointer.size() < 2 || pointer.front() != '/') {
    return std::nullopt;
  }
  std::vector<std::string> segments = split(pointer.substr(1), '/');
  for (std::string& segment : segments) {
    if (segment.empty()) {
      return std::nullopt;
    }
    // In this order, so that "~01" becomes "~1".
    segment = replace_all(replace_all(std::move(segment), "~1", "/"), "~0", "~");
  }
  return segments;
}

const Value* find_pointer(const Value& root, std::string_view pointer) {
  const auto segments = pointer_segments(pointer);
  if (!segments.has_value()) {
    return nullptr;
  }
  const Value* value = &root;
  for (const std::string& segment : *segments) {
    value = value->find(segment);
    if (value == nullptr) {
      return nullptr;
    }
  }
  return value;
}

}  // namespace osiris::sdk
