#include "osiris/format/yaml_scalar.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace osiris {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_sign(char c) { return c == '+' || c == '-'; }

std::string_view without_sign(std::string_view text) {
  return !text.empty() && is_sign(text.front()) ? text.substr(1) : text;
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) -
                                  text.begin());
}

PlainScalar too_large(std::string_view text) { return {Value(text), true}; }

PlainScalar resolve_unsigned(std::string_view text, std::string_view digits, int base) {
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (end != digits.data() + digits.size() || digits.empty()) {
    return {Value(text)};
  }
  return error == std::errc() ? PlainScalar{Value(number)} : too_large(text);
}

/// `text` is a sign or none, and decimal digits.
PlainScalar resolve_decimal(std::string_view text) {
  const std::string_view digits = without_sign(text);
  if (digits.size() > 1 && digits.front() == '0') {
    return {Value(text)};
  }
  if (text.front() != '-') {
    return resolve_unsigned(text, digits, 10);
  }
  std::int64_t number = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), number).ec;
  return error == std::errc() ? PlainScalar{Value(number)} : too_large(text);
}

/// Tells whether the unsigned text is digits with a point, an exponent or both.
bool is_float(std::string_view text) {
  const std::size_t whole = count_digits(text);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    fraction = count_digits(text);
    text.remove_prefix(fraction);
  }
  if (whole + fraction == 0 || text.empty()) {
    return whole + fraction > 0;
  }
  if (text.front() != 'e' && text.front() != 'E') {
    return false;
  }
  const std::string_view exponent = without_sign(text.substr(1));
  return !exponent.empty() && count_digits(exponent) == exponent.size();
}

PlainScalar resolve_float(std::string_view text) {
  const std::string_view magnitude = without_sign(text);
  double number = 0;
  const auto error =
      std::from_chars(magnitude.data(), magnitude.data() + magnitude.size(), number).ec;
  if (error == std::errc::result_out_of_range) {
    // The library says the same for both ends; too small a number is as good as zero.
    const std::size_t exponent = magnitude.find_first_of("eE");
    const bool tiny = exponent == std::string_view::npos
                          ? magnitude.find_first_not_of('0') == magnitude.find('.')
                          : magnitude[exponent + 1] == '-';
    if (!tiny) {
      return too_large(text);
    }
    number = 0;
  }
  return {Value(text.front() == '-' ? -number : number)};
}

std::optional<PlainScalar> resolve_word(std::string_view text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) {
    return PlainScalar{Value()};
  }
  if (is_one_of(text, {"true", "True", "TRUE"})) {
    return PlainScalar{Value(true)};
  }
  if (is_one_of(text, {"false", "False", "FALSE"})) {
    return PlainScalar{Value(false)};
  }
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) {
    return PlainScalar{Value(std::numeric_limits<double>::quiet_NaN())};
  }
  if (is_one_of(without_sign(text), {".inf", ".Inf", ".INF"})) {
    const double infinity = std::numeric_limits<double>::infinity();
    return PlainScalar{Value(text.front() == '-' ? -infinity : infinity)};
  }
  return std::nullopt;
}

/// Tells whether YAML 1.1 may see a number with a colon (12:30), or a date.
bool is_yaml11_time(std::string_view text) {
  const std::string_view digits = without_sign(text);
  const std::size_t leading = count_digits(digits);
  if (leading == 0 || leading == digits.size()) {
    return false;
  }
  const char next = digits[leading];
  return next == ':' ? digits.find_first_not_of("0123456789_:.") == std::string_view::npos
                     : next == '-' && leading == 4;
}

}  // namespace

PlainScalar resolve_plain_scalar(std::string_view text) {
  if (auto word = resolve_word(text)) {
    return *std::move(word);
  }
  if (text.starts_with("0x")) {
    return resolve_unsigned(text, text.substr(2), 16);
  }
  if (text.starts_with("0o")) {
    return resolve_unsigned(text, text.substr(2), 8);
  }
  const std::string_view magnitude = without_sign(text);
  if (!magnitude.empty() && count_digits(magnitude) == magnitude.size()) {
    return resolve_decimal(text);
  }
  if (is_float(magnitude)) {
    return resolve_float(text);
  }
  return {Value(text)};
}

bool is_yaml11_boolean(std::string_view text) {
  return is_one_of(text,
                   {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"});
}

bool may_read_as_non_string(std::string_view text) {
  // "=" and "<<" have types of their own in YAML 1.1; "y" and "n" are booleans to some readers.
  if (is_yaml11_boolean(text) || is_one_of(text, {"y", "Y", "n", "N", "=", "<<"})) {
    return true;
  }
  if (!resolve_plain_scalar(text).value.is_string()) {
    return true;
  }
  const std::string_view magnitude = without_sign(text);
  const std::string digits = replace_all(std::string(magnitude), "_", "");
  const bool is_number = !digits.empty() && is_digit(magnitude.front()) &&
                         (count_digits(digits) == digits.size() || digits.starts_with("0b") ||
                          !resolve_plain_scalar(digits).value.is_string());
  return is_number || resolve_plain_scalar(text).too_large || is_yaml11_time(text);
}

}  // namespace osiris
