#pragma once
// Values as text: the one rule for how each type is written to files of text.

#include "osiris/exchange/byte_buffer.h"
#include "osiris/exchange/vector_view.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace osiris::exchange {

/// Appends a value that is not NULL:
/// integers and decimals in digits; FLOAT, DOUBLE in the shortest form that reads back equal
/// (`1.0`, `1e-07`, `inf`, `nan`); BOOLEAN `True`, `False`; DATE `2026-11-22`, TIME
/// `17:06:30[.ffffff]`, TIMESTAMP date blank time, with time zone `+00`; years before 1 as
/// `0044-03-15 (BC)`; `infinity`, `-infinity`; INTERVAL `1 year 2 months 3 days 04:05:06`; UUID in
/// lower case; BLOB with `\xNN` for what is not printable; LIST, ARRAY, STRUCT, MAP and UNION as
/// JSON. DuckDB's casts read each of them back to an equal value, except that JSON keeps no types.
void append_value(const VectorView& column, std::size_t row, ByteBuffer& out);

/// Tells whether the functions here have no text for a type: it is a UNION, one that this build
/// does not know, or has one within. DuckDB has to cast such a column to VARCHAR before.
bool lacks_text_form(const ColumnType& type);

/// Appends a value, NULL too, as JSON: numbers and booleans bare, JSON columns as they are, all
/// else quoted; what JSON has no number for (inf, nan) is quoted.
void append_json_value(const VectorView& column, std::size_t row, ByteBuffer& out);

/// Appends text in quotes, as JSON has it.
void append_json_string(std::string_view text, ByteBuffer& out);

/// Append single kinds of values, for encoders that have chosen the kind once for a whole column.
void append_integer(std::int64_t value, ByteBuffer& out);
void append_unsigned(std::uint64_t value, ByteBuffer& out);
void append_int128(Int128 value, ByteBuffer& out);
void append_uint128(Uint128 value, ByteBuffer& out);
void append_decimal(Int128 unscaled, unsigned scale, ByteBuffer& out);
void append_double(double value, ByteBuffer& out);
void append_float(float value, ByteBuffer& out);
void append_date(std::int64_t days, ByteBuffer& out);
/// `digits` are those after the second: 0, 3, 6 or 9; `units` count that fraction of a second since
/// midnight.
void append_time(std::int64_t units, unsigned digits, ByteBuffer& out);
/// `units` count since 1970; the two ends of int64 are the infinities.
void append_timestamp(std::int64_t units, unsigned digits, ByteBuffer& out);

inline void append_text(std::string_view text, ByteBuffer& out) {
  out.append_bytes(text.data(), text.size());
}

}  // namespace osiris::exchange
