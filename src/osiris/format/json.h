#pragma once
// JSON text to Value and back.

#include "osiris/base/result.h"
#include "osiris/format/value.h"

#include <string>
#include <string_view>

namespace osiris {

inline constexpr ErrorCode kJsonSyntax{"json.syntax", Fault::kUser,
                                       "The text is not JSON, or an object names a key twice."};

/// Reads one JSON document. Duplicate keys, trailing text, invalid UTF-8, nesting above 128 and
/// numbers that fit neither 64 bits nor a double are errors. Marks stay empty. Errors: json.syntax
/// with details `line`, `column`.
Result<Value> parse_json(std::string_view text);

/// Writes on one line without spaces, members in their order. Invalid UTF-8 in a string becomes
/// U+FFFD. NaN and infinities have no JSON form and become null.
std::string to_json(const Value& value);

/// Writes with two spaces of indentation, for people.
std::string to_pretty_json(const Value& value);

/// Writes the canonical form whose SHA-256 is a fingerprint: keys in order of UTF-16 code units, no
/// spaces, minimal escapes, integers exact in 64 bits, doubles as ECMAScript prints them. Source:
/// RFC 8785, which refuses NaN and infinities; here they are the words NaN, Infinity, -Infinity.
std::string to_canonical_json(const Value& value);

}  // namespace osiris
