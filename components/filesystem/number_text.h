#pragma once
// Decimal numbers as text.

#include <optional>
#include <string>
#include <string_view>

namespace osiris::components {

/// Integers of so many digits fit HUGEINT whatever the digits.
inline constexpr int kHugeintDigits = 38;

/// A decimal number taken apart; `whole` and `fraction` are digits only.
struct NumberParts {
  bool negative = false;
  bool plus = false;
  std::string_view whole;
  std::string_view fraction;
  bool has_point = false;
  bool has_exponent = false;
};

/// Reads `[+-]digits[.digits][e[+-]digits]` with a digit on one side of the point at least.
std::optional<NumberParts> parse_number(std::string_view text);

/// Returns the digits from the first to the last that is not 0.
int significant_digits(const NumberParts& parts);

/// Returns the digits before the point, without leading zeros.
int significant_whole(const NumberParts& parts);

/// Returns the nearest number that `Float` has; nothing if there is none: the text is no number,
/// or it is beyond the range, at either end.
template <class Float>
std::optional<Float> parse_floating(std::string_view text);

/// Returns the number that nan, inf or infinity stands for, with or without a sign, in any case.
std::optional<double> parse_not_finite(std::string_view text);

/// How a file writes numbers.
struct NumberForm {
  char decimal = '.';
  std::optional<char> thousands = {};  ///< Between groups of three digits; differs from decimal.

  bool is_plain() const { return decimal == '.' && !thousands; }
};

/// Returns a number of the form as parse_number() reads it: `1.234,5` becomes `1234.5`. Nothing if
/// the text is no number of this form, also if its groups have not three digits.
std::optional<std::string> plain_number(std::string_view text, const NumberForm& form);

}  // namespace osiris::components
