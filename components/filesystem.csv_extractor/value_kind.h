#pragma once
// What the text of a field can be read as without changing what it says.

#include "osiris/exchange/column_type.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace osiris::components {

/// A set of kinds, one bit each. The kinds of a column are the union of its values' kinds.
using KindSet = std::uint32_t;

inline constexpr KindSet kBooleanKind = 1U << 0;  ///< true, True, TRUE, false, False, FALSE.
inline constexpr KindSet kIntegerKind =
    1U << 1;  ///< `-?(0|[1-9]\d*)` in 64 bits; not `-0`, `+1`, `007`.
inline constexpr KindSet kHugeKind = 1U << 2;    ///< The same with up to 38 digits.
inline constexpr KindSet kNumberKind = 1U << 3;  ///< With fraction or exponent, in DOUBLE's range.
inline constexpr KindSet kNotFiniteKind = 1U << 4;  ///< nan, inf, infinity, with sign, in any case.
inline constexpr KindSet kDateKind = 1U << 5;       ///< `YYYY-MM-DD`, a real day from year 1 on.
inline constexpr KindSet kTimeKind = 1U << 6;       ///< `HH:MM:SS` with at most microseconds.
inline constexpr KindSet kTimestampKind = 1U << 7;  ///< Day and time with blank or `T` between.
inline constexpr KindSet kInstantKind = 1U << 8;  ///< The same, with seconds, and `Z` or an offset.
inline constexpr KindSet kTextKind = 1U << 9;     ///< Anything else.

/// Not a kind of its own: comes with a number that DOUBLE would round.
inline constexpr KindSet kManyDigits = 1U << 16;

inline constexpr KindSet kNumericKinds = kIntegerKind | kHugeKind | kNumberKind | kNotFiniteKind;
inline constexpr KindSet kTemporalKinds = kDateKind | kTimeKind | kTimestampKind | kInstantKind;

/// Returns the one kind of a text that is not empty, perhaps with kManyDigits.
KindSet kind_of(std::string_view text);

/// Returns the narrowest type that holds every value of a column with these kinds as it is written;
/// VARCHAR for none.
exchange::ColumnType type_of(KindSet kinds);

}  // namespace osiris::components
