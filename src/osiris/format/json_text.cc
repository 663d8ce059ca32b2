#include "osiris/format/json_text.h"

#include "osiris/base/text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace osiris {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Exponents (of ten, counted as ECMA-262's n) between which no "e" is written.
constexpr int kFixedMin = -5;
constexpr int kFixedMax = 21;

/// The digits d1 d2 ... dk of a number whose value is 0.d1d2...dk * 10^point.
struct Digits {
  bool negative = false;
  std::string text;
  int point = 0;
};

Digits shortest_digits(double number) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                 std::chars_format::scientific)
                       .ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  Digits digits;
  if (text.front() == '-') {
    digits.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t e = text.find('e');
  for (const char c : text.substr(0, e)) {
    if (c != '.') {
      digits.text += c;
    }
  }
  std::string_view exponent = text.substr(e + 1);
  if (exponent.front() == '+') {
    exponent.remove_prefix(1);
  }
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), digits.point);
  ++digits.point;
  return digits;
}

std::string lay_out(const Digits& digits) {
  const std::string& text = digits.text;
  const int count = static_cast<int>(text.size());
  const int point = digits.point;
  if (count <= point && point <= kFixedMax) {
    return text + std::string(static_cast<std::size_t>(point - count), '0');
  }
  if (0 < point && point <= kFixedMax) {
    const auto at = static_cast<std::size_t>(point);
    return text.substr(0, at) + "." + text.substr(at);
  }
  if (kFixedMin <= point && point <= 0) {
    return "0." + std::string(static_cast<std::size_t>(-point), '0') + text;
  }
  const std::string fraction = count == 1 ? "" : "." + text.substr(1);
  const int exponent = point - 1;
  return text.substr(0, 1) + fraction + (exponent < 0 ? "e-" : "e+") +
         std::to_string(exponent < 0 ? -exponent : exponent);
}

/// Returns the letter of a two-character escape, or 0.
char short_escape(char c) {
  switch (c) {
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    case '"':
    case '\\':
      return c;
    default:
      return 0;
  }
}

void append_escaped(std::string& out, std::string_view valid_utf8) {
  for (const char c : valid_utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (const char letter = short_escape(c)) {
      out += '\\';
      out += letter;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 0x0FU];
    } else {
      out += c;
    }
  }
}

/// Calls `append` with each valid stretch of `bytes` and with U+FFFD for each byte between them.
template <class Append>
void for_valid_utf8(std::string_view bytes, const Append& append) {
  while (const auto invalid = find_invalid_utf8(bytes)) {
    append(bytes.substr(0, *invalid));
    append(kReplacement);
    bytes.remove_prefix(*invalid + 1);
  }
  append(bytes);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for_valid_utf8(text, [&out](std::string_view valid) { append_escaped(out, valid); });
  out += '"';
}

void append_valid_utf8(std::string& out, std::string_view bytes) {
  for_valid_utf8(bytes, [&out](std::string_view valid) { out += valid; });
}

std::string to_ecma_number(double number) {
  if (number == 0) {
    return "0";  // Also for -0, as the source says.
  }
  const Digits digits = shortest_digits(number);
  return (digits.negative ? "-" : "") + lay_out(digits);
}

std::string to_double_text(double number) {
  if (number == 0) {
    return std::signbit(number) ? "-0.0" : "0.0";
  }
  std::string text = to_ecma_number(number);
  if (text.find_first_of(".e") == std::string::npos) {
    text += ".0";
  }
  return text;
}

}  // namespace osiris
