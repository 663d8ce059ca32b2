#pragma once
// Plain text questions that several floors ask.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris {

/// Tells whether a byte is one of 0 to 9, whatever the locale.
constexpr bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// Returns the offset of the first byte that is not valid UTF-8, or nothing. Surrogates and
/// overlong forms are invalid. Source: RFC 3629.
std::optional<std::size_t> find_invalid_utf8(std::string_view bytes);

/// Returns the number of code points of valid UTF-8.
std::size_t count_code_points(std::string_view utf8);

/// Returns the candidate nearest to `word` by edit distance, if near enough to be a likely slip
/// (at most a third of its length, at least one edit allowed, swaps count once, ASCII case does not
/// count); else nothing. Of equally near ones the first wins.
std::optional<std::string> find_nearest(std::string_view word,
                                        const std::vector<std::string>& candidates);

/// Returns `; did you mean 'x'?` for the nearest candidate, or an empty string.
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

/// Joins with a separator.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Splits at every separator; "a,,b" gives three parts.
std::vector<std::string> split(std::string_view text, char separator);

/// Removes ASCII white space at both ends.
std::string_view trim(std::string_view text);

/// Returns ASCII lower case; other bytes stay.
std::string to_lower(std::string_view text);

/// Replaces every occurrence of `from` (not empty).
std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// Makes text safe to show on one terminal line: control characters, invalid bytes, and characters
/// that break lines or turn the writing direction as \xNN; at most `code_points_max` code points of
/// `text`, then "…".
std::string printable(std::string_view text, std::size_t code_points_max = 200);

/// Parses a whole decimal integer; no sign '+', no spaces, no trailing text.
std::optional<long long> parse_integer(std::string_view text);

/// Formats with thousands separators: 1234567 -> "1,234,567".
std::string group_thousands(long long number);

/// Formats bytes for people: 1536 -> "1.5 KiB", 1024 -> "1 KiB".
std::string format_bytes(long long bytes);

/// Formats a duration for people: 950 -> "950 ms", 61500 -> "1 m 1.5 s".
std::string format_duration(long long duration_ms);

/// Parses sizes such as "512MB", "1.5 GiB", "1000000" into bytes (MB = 10^6, MiB = 2^20; case does
/// not matter); nothing if malformed or too large.
std::optional<long long> parse_bytes(std::string_view text);

}  // namespace osiris
