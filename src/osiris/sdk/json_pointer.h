#pragma once
// JSON pointers ("/headers/Authorization") into a value. Source: RFC 6901.

#include "osiris/format/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// Splits a pointer into its unescaped segments; nothing if it is no pointer to a member ("/a").
std::optional<std::vector<std::string>> pointer_segments(std::string_view pointer);

/// Follows a pointer through mappings; null if it leads nowhere.
const Value* find_pointer(const Value& root, std::string_view pointer);

}  // namespace osiris::sdk
