#include "osiris/base/ids.h"

#include "osiris/base/check.h"
#include "osiris/base/text.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>

namespace osiris {
std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  ssize_t got = -1;
  do {
    got = ::getrandom(&bits, sizeof(bits), 0);  // Up to 256 bytes come whole or not at all.
  } while (got < 0 && errno == EINTR);
  OSIRIS_CHECK(got == static_cast<ssize_t>(sizeof(bits)), "the random source of the system fails");
  return bits;
}

std::string make_session_id(UtcTime time, std::uint64_t random) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}{:03}Z-{:06x}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count(), random & 0xFFFFFFU);
}

bool is_session_id(std::string_view text) {
  constexpr std::string_view kShape = "ddddddddTdddddddddZ-hhhhhh";
  if (text.size() != kShape.size()) {
    return false;
  }
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const char c = text[i];
    const bool fits = kShape[i] == 'd'   ? is_digit(c)
                      : kShape[i] == 'h' ? is_digit(c) || (c >= 'a' && c <= 'f')
                                         : c == kShape[i];
    if (!fits) {
      return false;
    }
  }
  return true;
}

std::string sanitize_step_id(std::string_view step_id) {
  std::string name;
  name.reserve(step_id.size() + 1);
  if (!step_id.empty() && is_digit(step_id.front())) {
    name += '_';
  }
  for (const char c : step_id) {
    const bool kept = is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    name += kept ? c : '_';
  }
  return name;
}

}  // namespace osiris
