#pragma once
// The spellings that every writer of this folder shares: JSON strings, and doubles as ECMAScript
// prints them.

#include <string>
#include <string_view>

namespace osiris {

/// Appends `text` in double quotes with no more escapes than JSON demands (short ones where they
/// exist, lower-case hex). Invalid UTF-8 becomes U+FFFD. Source: RFC 8785, 3.2.2.2.
void append_json_string(std::string& out, std::string_view text);

/// Appends valid UTF-8: each byte that starts no valid sequence becomes U+FFFD.
void append_valid_utf8(std::string& out, std::string_view bytes);

/// Returns the shortest digits that read back as `number` (finite), laid out as ECMAScript does:
/// "1", "0.001", "1e-7", "1e+21". Source: ECMA-262, Number::toString; RFC 8785, 3.2.2.3.
std::string to_ecma_number(double number);

/// Returns to_ecma_number() with ".0" if nothing else would tell it from an integer.
std::string to_double_text(double number);

}  // namespace osiris
