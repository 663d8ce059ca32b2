#include "components/mysql.extractor/whole_number.h"

#include "osiris/base/text.h"

#include <algorithm>

namespace osiris::components::mysql {

using exchange::Int128;

std::optional<Int128> parse_whole(std::string_view text) {
  constexpr std::size_t kDigitsMax = 20;  // 18446744073709551615
  const bool negative = text.starts_with('-');
  text.remove_prefix(negative ? 1 : 0);
  if (text.empty() || text.size() > kDigitsMax ||
      !std::all_of(text.begin(), text.end(), is_digit)) {
    return std::nullopt;
  }
  Int128 value = 0;
  for (const char digit : text) {
    value = value * 10 + (digit - '0');
  }
  return negative ? -value : value;
}

std::string write_whole(Int128 value) {
  const bool negative = value < 0;
  std::string digits;
  do {
    const auto digit = static_cast<int>(value % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (negative ? -digit : digit)));
    value /= 10;
  } while (value != 0);
  return negative ? "-" + digits : digits;
}

}  // namespace osiris::components::mysql
