#include "osiris/sdk/environment_reference.h"

#include <algorithm>

namespace osiris::sdk {

std::vector<EnvironmentReference> find_environment_references(std::string_view text) {
  std::vector<EnvironmentReference> references;
  std::size_t begin = text.find("${");
  while (begin != std::string_view::npos) {
    const std::size_t close = text.find('}', begin);
    if (close == std::string_view::npos) {
      break;
    }
    const std::string_view inside = text.substr(begin + 2, close - begin - 2);
    const std::size_t separator = inside.find(":-");
    EnvironmentReference& reference = references.emplace_back();
    reference.name = inside.substr(0, separator);
    if (separator != std::string_view::npos) {
      reference.fallback = inside.substr(separator + 2);
    }
    reference.begin = begin;
    reference.end = close + 1;
    begin = text.find("${", reference.end);
  }
  return references;
}

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

}  // namespace osiris::sdk
