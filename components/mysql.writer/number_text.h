#pragma once
// Numbers as text: what their digits say, and whether a floating-point number keeps them.

#include <string_view>

namespace osiris::components::mysql {

/// Tells whether text is a decimal number, maybe with an exponent: "-12", "+.5", "1.2E-3". No
/// spaces.
bool is_number(std::string_view text);

/// Returns how many digits a number has behind its point when it is written without an exponent
/// and without zeros at the end: 3 for "1.2500e-1".
unsigned digits_behind_point(std::string_view number);

/// Tells whether the nearest `Float` (float, double) of a number still shows all of its digits:
/// 0.1 and 16777216 do as float, 16777217 does not. Numbers that are too large for it do, too: a
/// server refuses them by itself.
template <class Float>
bool keeps_digits(std::string_view number);

extern template bool keeps_digits<float>(std::string_view);
extern template bool keeps_digits<double>(std::string_view);

}  // namespace osiris::components::mysql
