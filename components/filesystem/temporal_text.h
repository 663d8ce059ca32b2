#pragma once
// Dates and times as text, in the forms of ISO 8601 that cannot be taken for another day.

#include <cstdint>
#include <optional>
#include <string_view>

namespace osiris::components {

enum class TemporalForm { kDate, kTime, kTimestamp, kInstant };

/// A date or time: days since 1970 for kDate, µs since midnight for kTime, else µs since 1970, in
/// UTC for kInstant.
struct TemporalValue {
  TemporalForm form = TemporalForm::kDate;
  std::int64_t value = 0;
};

/// Reads `YYYY-MM-DD`, a real day from year 1 on; `HH:MM:SS` with at most microseconds; both with a
/// blank or `T` between, then also `HH:MM`; all of it with seconds and `Z`, `+HH`, `+HHMM` or
/// `+HH:MM`. Nothing if the text is of another form, or a later digit would be lost.
std::optional<TemporalValue> parse_temporal(std::string_view text);

}  // namespace osiris::components
