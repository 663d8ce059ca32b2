#pragma once
// Numbers as JSON writes them, and which types hold them.

#include <optional>
#include <string>
#include <string_view>

namespace osiris::components {

/// The narrowest of the types for numbers that holds one.
enum class NumberKind { kBigint, kHugeint, kDouble, kText };

/// Tells which type holds a number of JSON with all its digits, or as DOUBLE.
NumberKind kind_of_number(std::string_view text);

/// Tells whether DOUBLE, in its shortest form, has other digits than the text: `0.1` has not,
/// `12345678901234567.25` has.
bool double_rounds(std::string_view text);
/// The same for FLOAT.
bool float_rounds(std::string_view text);

/// Writes a number of JSON without exponent and without zeros at the fraction's end: `1.50e2` is
/// `150`. Nothing if it has more digits than any exact type, at either side of the point.
std::optional<std::string> plain_form(std::string_view number);

}  // namespace osiris::components
