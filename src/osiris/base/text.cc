#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <numeric>

namespace osiris {
namespace {

/// Words longer than this are no slips of the pen, and comparing them costs time.
constexpr std::size_t kNearestBytesMax = 128;

unsigned char byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

/// Returns the length of the valid UTF-8 sequence at `start`, 0 if there is none.
/// Source: Unicode, table "Well-Formed UTF-8 Byte Sequences".
std::size_t sequence_bytes(std::string_view bytes, std::size_t start) {
  const unsigned char lead = byte_at(bytes, start);
  if (lead < 0x80) {
    return 1;
  }
  if (lead < 0xC2 || lead > 0xF4) {
    return 0;
  }
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (bytes.size() - start < length) {
    return 0;
  }
  // Only the second byte has narrower limits: they exclude overlong forms, surrogates and
  // everything above U+10FFFF.
  const unsigned char second = byte_at(bytes, start + 1);
  const unsigned char second_min = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char second_max = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < second_min || second > second_max) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte_at(bytes, start + i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  return length;
}

/// Tells whether a valid sequence would move the cursor, break the line or turn the direction of
/// what follows, so that the line would show something other than its bytes.
bool is_treacherous(std::string_view sequence) {
  const unsigned char first = byte_at(sequence, 0);
  if (sequence.size() == 1) {
    return first < 0x20 || first == 0x7F;
  }
  const unsigned char second = byte_at(sequence, 1);
  if (sequence.size() == 2) {
    return first == 0xC2 && second < 0xA0;  // C1 controls.
  }
  if (sequence.size() != 3 || first != 0xE2) {
    return false;
  }
  const unsigned char third = byte_at(sequence, 2);
  return (second == 0x80 && ((third >= 0x8E && third <= 0x8F) ||    // Direction marks.
                             (third >= 0xA8 && third <= 0xAE))) ||  // Separators, embeddings.
         (second == 0x81 && third >= 0xA6 && third <= 0xA9);        // Isolates.
}

void append_escaped(std::string& shown, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    shown += "\\x";
    shown += kDigits[byte_at(bytes, i) >> 4U];
    shown += kDigits[byte_at(bytes, i) & 0x0FU];
  }
}

/// Counts the edits (insert, remove, replace, swap neighbours) between two words.
/// Source: optimal string alignment, the restricted Damerau-Levenshtein distance.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> previous(right.size() + 1);
  std::vector<std::size_t> current(right.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous.back();
}

/// Formats tenths with one decimal, dropping ".0". By integers, so that no locale has a say.
std::string tenths_to_text(unsigned long long tenths) {
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) {
    text += '.';
    text += static_cast<char>('0' + tenths % 10);
  }
  return text;
}

/// Returns the absolute value; also right for the smallest number, which has no positive twin.
unsigned long long magnitude(long long number) {
  return number < 0 ? 0ULL - static_cast<unsigned long long>(number)
                    : static_cast<unsigned long long>(number);
}

std::optional<long long> unit_bytes(std::string_view unit) {
  struct Unit {
    std::string_view name;
    long long bytes;
  };
  constexpr std::array<Unit, 10> kUnits{{{"", 1},
                                         {"b", 1},
                                         {"kb", 1'000},
                                         {"mb", 1'000'000},
                                         {"gb", 1'000'000'000},
                                         {"tb", 1'000'000'000'000},
                                         {"kib", 1LL << 10},
                                         {"mib", 1LL << 20},
                                         {"gib", 1LL << 30},
                                         {"tib", 1LL << 40}}};
  const std::string lower = to_lower(unit);
  for (const Unit& known : kUnits) {
    if (known.name == lower) {
      return known.bytes;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = sequence_bytes(bytes, at);
    if (length == 0) {
      return at;
    }
    at += length;
  }
  return std::nullopt;
}

std::size_t count_code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::optional<std::string> find_nearest(std::string_view word,
                                        const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kNearestBytesMax) {
    return std::nullopt;
  }
  const std::string lower = to_lower(word);
  const std::size_t edits_max = std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> nearest;
  std::size_t edits_nearest = edits_max + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() + edits_max || candidate.size() + edits_max < word.size()) {
      continue;
    }
    const std::size_t edits = edit_distance(lower, to_lower(candidate));
    // A one-letter word is one edit away from every other one; nothing in common is no slip.
    const bool shares_something = edits < std::max(word.size(), candidate.size());
    if (edits < edits_nearest && shares_something) {
      nearest = candidate;
      edits_nearest = edits;
    }
  }
  return nearest;
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::optional<std::string> nearest = find_nearest(word, candidates);
  return nearest ? "; did you mean '" + *nearest + "'?" : std::string();
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      joined += separator;
    }
    joined += parts[i];
  }
  return joined;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\n\r\f\v";
  const std::size_t start = text.find_first_not_of(kSpaces);
  if (start == std::string_view::npos) {
    return {};
  }
  return text.substr(start, text.find_last_not_of(kSpaces) - start + 1);
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return lower;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  if (from.empty() || at == std::string::npos) {
    return text;
  }
  std::string replaced;
  std::size_t start = 0;
  for (; at != std::string::npos; at = text.find(from, start)) {
    replaced.append(text, start, at - start).append(to);
    start = at + from.size();
  }
  return replaced.append(text, start);
}

std::string printable(std::string_view text, std::size_t code_points_max) {
  std::string shown;
  std::size_t code_points = 0;
  for (std::size_t at = 0; at < text.size(); ++code_points) {
    if (code_points == code_points_max) {
      return shown + "…";
    }
    const std::size_t length = sequence_bytes(text, at);
    const std::string_view sequence = text.substr(at, std::max<std::size_t>(1, length));
    if (length == 0 || is_treacherous(sequence)) {
      append_escaped(shown, sequence);
    } else {
      shown += sequence;
    }
    at += sequence.size();
  }
  return shown;
}

std::optional<long long> parse_integer(std::string_view text) {
  long long number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stopped != end) {
    return std::nullopt;
  }
  return number;
}

std::string group_thousands(long long number) {
  std::string digits = std::to_string(magnitude(number));
  for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4) {
    digits.insert(digits.size() - from_end, 1, ',');
  }
  return number < 0 ? "-" + digits : digits;
}

std::string format_bytes(long long bytes) {
  constexpr std::array<std::string_view, 6> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  // From here on 1023.95 KiB and more would round to "1024 KiB"; they belong to the next unit.
  constexpr unsigned long long kNextUnit = 1024 * 1024 - 51;
  const std::string sign = bytes < 0 ? "-" : "";
  unsigned long long parts = magnitude(bytes);  // 1024ths of the unit.
  if (parts < 1024) {
    return sign + std::to_string(parts) + " B";
  }
  std::size_t unit = 0;
  for (; parts >= kNextUnit; parts >>= 10U) {
    ++unit;
  }
  return sign + tenths_to_text((parts * 10 + 512) >> 10U) + " " + std::string(kUnits[unit]);
}

std::string format_duration(long long duration_ms) {
  if (duration_ms < 0) {
    return "-" + format_duration(duration_ms == std::numeric_limits<long long>::min()
                                     ? std::numeric_limits<long long>::max()
                                     : -duration_ms);
  }
  if (duration_ms < 1000) {
    return std::to_string(duration_ms) + " ms";
  }
  const long long tenths = duration_ms / 100 + (duration_ms % 100 >= 50 ? 1 : 0);
  const long long hours = tenths / 36'000;
  const long long minutes = tenths / 600 % 60;
  // Nobody reads tenths of seconds beside hours.
  const long long seconds_tenths = hours > 0 ? tenths % 600 / 10 * 10 : tenths % 600;
  std::vector<std::string> parts;
  if (hours > 0) {
    parts.push_back(std::to_string(hours) + " h");
  }
  if (minutes > 0) {
    parts.push_back(std::to_string(minutes) + " m");
  }
  if (seconds_tenths > 0 || parts.empty()) {
    parts.push_back(tenths_to_text(static_cast<unsigned long long>(seconds_tenths)) + " s");
  }
  return join(parts, " ");
}

std::optional<long long> parse_bytes(std::string_view text) {
  const std::size_t number_end = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, number_end);
  std::string_view unit_name = text.substr(number_end);
  if (unit_name.size() > 1 && unit_name.front() == ' ') {
    unit_name.remove_prefix(1);
  }
  const std::optional<long long> unit = unit_bytes(unit_name);
  const std::size_t point = number.find('.');
  const std::optional<long long> whole = parse_integer(number.substr(0, point));
  if (!unit || !whole || *whole > std::numeric_limits<long long>::max() / *unit) {
    return std::nullopt;
  }
  long long bytes = *whole * *unit;
  if (point == std::string_view::npos) {
    return bytes;
  }
  const std::string_view decimals = number.substr(point + 1);
  // Three decimals are exact for every unit above bytes; more would only pretend precision.
  const std::optional<long long> fraction = parse_integer(decimals);
  if (!fraction || decimals.size() > 3 || *unit == 1) {
    return std::nullopt;
  }
  const long long scale = decimals.size() == 1 ? 10 : decimals.size() == 2 ? 100 : 1000;
  const long long extra = *unit / scale * *fraction + *unit % scale * *fraction / scale;
  if (extra > std::numeric_limits<long long>::max() - bytes) {
    return std::nullopt;
  }
  return bytes + extra;
}

}  // namespace osiris
