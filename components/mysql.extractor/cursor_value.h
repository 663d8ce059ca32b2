#pragma once
// Values of a cursor: how the server writes them, how they go into SQL, and what lies before them.

#include "components/mysql/client.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osiris::components::mysql {

/// What kind of values a cursor has. What is not here has no order that goes on: a text is as large
/// as its collation says, and FLOAT is not read back exactly.
enum class CursorKind : std::uint8_t { kInteger, kDecimal, kDate, kTimestamp };

/// Returns the kind of a field's values; nothing if it cannot be a cursor.
std::optional<CursorKind> cursor_kind(const Field& field);

/// Returns "integer", "decimal", "date" or "timestamp".
std::string_view to_string(CursorKind kind);

/// Writes a value as SQL: 17, DATE'2024-01-31', TIMESTAMP'2024-01-31 13:45:00.5'. Takes it as the
/// server writes it, and dates also as people do: a day for a time, T for the blank, Z at the end.
/// Nothing if it is no value of the kind.
std::optional<std::string> cursor_literal(CursorKind kind, std::string_view value);

/// Parses a length of time in seconds: a number, or ISO 8601 weeks, days, hours, minutes and
/// seconds (P1W, P2DT12H). Nothing if it is none, is negative, or is longer than 100 years.
std::optional<std::int64_t> parse_seconds(std::string_view text);

/// Writes the value that lies `lookback` before a value as SQL: a number before a number, a length
/// of time before a date or time. Days are whole: a part of one counts as one. Not before the year
/// 1. Nothing if `value` or `lookback` is not of that kind.
std::optional<std::string> literal_before(CursorKind kind, std::string_view value,
                                          std::string_view lookback);

}  // namespace osiris::components::mysql
