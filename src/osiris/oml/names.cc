#include "osiris/oml/names.h"

#include "osiris/base/text.h"

#include <algorithm>

namespace osiris::oml {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

bool is_step_id(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.';
         });
}

std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : to_lower(name)) {
    if (is_letter_or_digit(c)) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  if (!slug.empty() && slug.back() == '-') {
    slug.pop_back();
  }
  return slug.empty() ? "pipeline" : slug;
}

}  // namespace osiris::oml
