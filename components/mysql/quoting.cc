#include "components/mysql/quoting.h"

namespace osiris::components::mysql {

std::string quote_name(std::string_view name) {
  std::string quoted = "`";
  for (const char letter : name) {
    quoted += letter;
    if (letter == '`') {
      quoted += '`';
    }
  }
  return quoted + "`";
}

std::string quote_text(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string quoted = "_utf8mb4 x'";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    quoted += kDigits[byte >> 4U];
    quoted += kDigits[byte & 15U];
  }
  return quoted + "'";
}

}  // namespace osiris::components::mysql
