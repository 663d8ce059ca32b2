#include "components/filesystem.json_extractor/json_number.h"

#include "osiris/base/text.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace osiris::components {
namespace {

/// Exponents beyond this are as good as it: no type has such numbers.
constexpr long long kExponentMax = 1'000'000'000;
/// Whole numbers of so many digits fit HUGEINT whatever they are, and no DECIMAL has more.
constexpr std::size_t kExactDigits = 38;

/// A number's digits from the first to the last that is not 0, and the power of ten of the last.
struct Digits {
  std::string digits;
  long long exponent = 0;
  bool operator==(const Digits& other) const = default;
};

long long read_exponent(std::string_view text) {
  text.remove_prefix(text.starts_with('+') ? 1 : 0);
  const long long beyond = text.starts_with('-') ? -kExponentMax : kExponentMax;
  const long long exponent = parse_integer(text).value_or(beyond);
  return exponent > kExponentMax || exponent < -kExponentMax ? beyond : exponent;
}

Digits digits_of(std::string_view text) {
  Digits parts;
  bool fraction = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.') {
      fraction = true;
    } else if (is_digit(text[i])) {
      parts.digits += text[i];
      parts.exponent -= fraction ? 1 : 0;
    }
  }
  if (i < text.size()) {
    parts.exponent += read_exponent(text.substr(i + 1));
  }
  while (!parts.digits.empty() && parts.digits.back() == '0') {
    parts.digits.pop_back();
    ++parts.exponent;
  }
  parts.digits.erase(0, parts.digits.find_first_not_of('0'));
  if (parts.digits.empty()) {
    parts.exponent = 0;
  }
  return parts;
}

template <class Float>
std::optional<Float> nearest(std::string_view text) {
  Float value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

/// `usual_digits` without an exponent are exact in every `Float`; nearly all numbers are such.
template <class Float>
bool rounds(std::string_view text, std::size_t usual_digits) {
  if (text.size() <= usual_digits && text.find_first_of("eE") == std::string_view::npos) {
    return false;
  }
  const auto value = nearest<Float>(text);
  if (!value) {
    return true;
  }
  std::array<char, 64> shortest{};
  const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), *value,
                                 std::chars_format::scientific)
                       .ptr;
  return digits_of(text) !=
         digits_of({shortest.data(), static_cast<std::size_t>(end - shortest.data())});
}

}  // namespace

NumberKind kind_of_number(std::string_view text) {
  if (text.find_first_of(".eE") != std::string_view::npos) {
    return nearest<double>(text) ? NumberKind::kDouble : NumberKind::kText;
  }
  if (text == "-0") {
    return NumberKind::kDouble;  // Whole numbers have no negative zero.
  }
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc()) {
    return NumberKind::kBigint;
  }
  const std::size_t digits = text.size() - (text.starts_with('-') ? 1 : 0);
  return digits <= kExactDigits ? NumberKind::kHugeint : NumberKind::kText;
}

bool double_rounds(std::string_view text) {
  constexpr std::size_t kUsualDigits = 15;
  return rounds<double>(text, kUsualDigits);
}

bool float_rounds(std::string_view text) {
  constexpr std::size_t kUsualDigits = 6;
  return rounds<float>(text, kUsualDigits);
}

std::optional<std::string> plain_form(std::string_view number) {
  const auto [digits, exponent] = digits_of(number);
  constexpr auto kMost = static_cast<long long>(kExactDigits);
  const auto count = static_cast<long long>(digits.size());
  if (count + exponent > kMost || exponent < -kMost) {
    return std::nullopt;
  }
  std::string plain = number.starts_with('-') ? "-" : "";
  if (exponent >= 0) {
    return plain + digits + std::string(static_cast<std::size_t>(exponent), '0') +
           (digits.empty() ? "0" : "");
  }
  const long long zeros = -exponent - count;  // Between the point and the first digit.
  if (zeros >= 0) {
    return plain + "0." + std::string(static_cast<std::size_t>(zeros), '0') + digits;
  }
  const auto whole = static_cast<std::size_t>(-zeros);
  return plain + digits.substr(0, whole) + "." + digits.substr(whole);
}

}  // namespace osiris::components
