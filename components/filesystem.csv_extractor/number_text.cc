#include "components/filesystem.csv_extractor/number_text.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>

namespace osiris::components {
namespace {

std::string_view take_digits(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) {
    ++length;
  }
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

bool take(std::string_view& text, char wanted) {
  const bool found = !text.empty() && text.front() == wanted;
  text.remove_prefix(found ? 1 : 0);
  return found;
}

}  // namespace

std::optional<NumberParts> parse_number(std::string_view text) {
  NumberParts parts;
  parts.negative = take(text, '-');
  parts.plus = !parts.negative && take(text, '+');
  parts.whole = take_digits(text);
  parts.has_point = take(text, '.');
  parts.fraction = parts.has_point ? take_digits(text) : std::string_view();
  if (parts.whole.empty() && parts.fraction.empty()) {
    return std::nullopt;
  }
  parts.has_exponent = take(text, 'e') || take(text, 'E');
  if (parts.has_exponent) {
    if (!take(text, '-')) {
      take(text, '+');
    }
    if (take_digits(text).empty()) {
      return std::nullopt;
    }
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

int significant_digits(const NumberParts& parts) {
  std::string digits = std::string(parts.whole) + std::string(parts.fraction);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return static_cast<int>(digits.find_last_not_of('0') + 1);
}

int significant_whole(const NumberParts& parts) {
  const std::size_t zeros = std::min(parts.whole.find_first_not_of('0'), parts.whole.size());
  return static_cast<int>(parts.whole.size() - zeros);
}

template <class Float>
std::optional<Float> parse_floating(std::string_view text) {
  if (!parse_number(text)) {
    return std::nullopt;
  }
  text.remove_prefix(text.starts_with('+') ? 1 : 0);
  Float value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

template std::optional<float> parse_floating<float>(std::string_view);
template std::optional<double> parse_floating<double>(std::string_view);

std::optional<double> parse_not_finite(std::string_view text) {
  const bool negative = take(text, '-');
  if (!negative) {
    take(text, '+');
  }
  const std::string lower = to_lower(text);
  if (lower == "nan") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (lower != "inf" && lower != "infinity") {
    return std::nullopt;
  }
  const double infinity = std::numeric_limits<double>::infinity();
  return negative ? -infinity : infinity;
}

}  // namespace osiris::components
