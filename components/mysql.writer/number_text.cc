#include "components/mysql.writer/number_text.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>

namespace osiris::components::mysql {
namespace {

// An exponent that is written with more digits is beyond every type; it is only compared.
constexpr long long kExponentMax = 1'000'000;

/// A number taken apart: its value is 0.d₁d₂… · 10^point.
struct Digits {
  std::string digits;  ///< Without zeros at either end; empty: zero.
  long long point = 0;
};

/// Takes a number apart; false if the text is none.
bool parse(std::string_view text, Digits& number) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    text.remove_prefix(1);
  }
  const std::size_t end = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, end);
  std::string_view exponent = text.substr(end);
  std::size_t before_point = mantissa.find('.');
  before_point = std::min(before_point, mantissa.size());
  for (std::size_t i = 0; i < mantissa.size(); ++i) {
    if (is_digit(mantissa[i])) {
      number.digits += mantissa[i];
    } else if (i != before_point) {
      return false;
    }
  }
  if (number.digits.empty()) {
    return false;
  }
  number.point = static_cast<long long>(before_point);
  if (!exponent.empty()) {
    exponent.remove_prefix(1);
    const bool negative = exponent.starts_with('-');
    exponent.remove_prefix(negative || exponent.starts_with('+') ? 1 : 0);
    if (exponent.empty() || !std::all_of(exponent.begin(), exponent.end(), is_digit)) {
      return false;
    }
    const long long size = std::min(parse_integer(exponent).value_or(kExponentMax), kExponentMax);
    number.point += negative ? -size : size;
  }
  const std::size_t first = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, first);
  number.point -= static_cast<long long>(first);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  number.point = number.digits.empty() ? 0 : number.point;
  return true;
}

}  // namespace

bool is_number(std::string_view text) {
  Digits number;
  return parse(text, number);
}

unsigned digits_behind_point(std::string_view text) {
  Digits number;
  parse(text, number);
  const auto behind = static_cast<long long>(number.digits.size()) - number.point;
  return number.digits.empty() ? 0U : static_cast<unsigned>(std::max(behind, 0LL));
}

template <class Float>
bool keeps_digits(std::string_view text) {
  // Fewer digits than these survive in any case, if the number is not near the smallest ones.
  constexpr std::size_t kSure = std::numeric_limits<Float>::digits10;
  constexpr long long kSurePoint = std::numeric_limits<Float>::max_exponent10 - 2;
  Digits number;
  parse(text, number);
  if (number.digits.size() <= kSure && number.point >= -kSurePoint && number.point <= kSurePoint) {
    return true;
  }
  text.remove_prefix(text.starts_with('+') ? 1 : 0);
  Float value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
    return number.point > 0;  // Too large, or so small that nothing is left of it.
  }
  std::array<char, 128> shown{};
  constexpr std::size_t kShownMax = 100;
  if (number.digits.size() > kShownMax) {
    return false;
  }
  const auto written =
      std::to_chars(shown.data(), shown.data() + shown.size(), value, std::chars_format::scientific,
                    static_cast<int>(number.digits.size()) - 1);
  Digits kept;
  parse({shown.data(), static_cast<std::size_t>(written.ptr - shown.data())}, kept);
  return kept.digits == number.digits && kept.point == number.point;
}

template bool keeps_digits<float>(std::string_view);
template bool keeps_digits<double>(std::string_view);

}  // namespace osiris::components::mysql
