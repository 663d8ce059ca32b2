#include "components/filesystem/number_text.h"

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

namespace {

/// Takes the digits before the fraction, in groups of three if there is a separator among them.
std::optional<std::string> take_whole(std::string_view& text, const NumberForm& form) {
  constexpr std::size_t kGroupDigits = 3;
  std::string whole(take_digits(text));
  const bool may_go_on = !whole.empty() && whole.size() <= kGroupDigits && whole.front() != '0';
  while (form.thousands && take(text, *form.thousands)) {
    const std::string_view group = take_digits(text);
    if (!may_go_on || group.size() != kGroupDigits) {
      return std::nullopt;
    }
    whole += group;
  }
  return whole;
}

}  // namespace

std::optional<std::string> plain_number(std::string_view text, const NumberForm& form) {
  std::string plain;
  if (text.starts_with('-') || text.starts_with('+')) {
    plain += text.front();
    text.remove_prefix(1);
  }
  const auto whole = take_whole(text, form);
  if (!whole) {
    return std::nullopt;
  }
  plain += *whole;
  if (take(text, form.decimal)) {
    plain += '.';
    plain += take_digits(text);
  }
  // What is left may be an exponent; a point in it would be of another form.
  plain += text;
  const bool strange = text.find('.') != std::string_view::npos;
  return strange || !parse_number(plain) ? std::nullopt : std::optional(std::move(plain));
}

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
