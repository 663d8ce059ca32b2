#include "osiris/format/yaml_guard.h"

#include "osiris/base/text.h"

#include <fmt/format.h>
#include <algorithm>

namespace osiris {
namespace {

/// The parser reads a whole bracketed list before its first event, at some 150 bytes of memory for
/// each character that has a meaning in it. No document needs more of them than this.
constexpr std::size_t kIndicatorsForEachNode = 2;

/// Returns the offset of the first character that may not stand in YAML as it is. `text` is valid
/// UTF-8. Source: YAML 1.2.2, c-printable; a CR that no LF follows is refused as well, because some
/// readers break the line there and some do not.
std::optional<std::size_t> find_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
      return i;
    }
    if (byte == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) {
      return i;
    }
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte == 0x7F || (byte == 0xC2 && next < 0xA0 && next != 0x85)) {
      return i;
    }
    if (byte == 0xEF &&
        (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF")) {
      return i;
    }
  }
  return std::nullopt;
}

bool is_indicator(char c) {
  switch (c) {
    case ',':
    case '[':
    case ']':
    case '{':
    case '}':
    case ':':
    case '?':
    case '&':
    case '*':
    case '!':
    case '"':
    case '\'':
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<YamlFinding> check_yaml_text(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return YamlFinding{kYamlTooLarge, 0, 0,
                       fmt::format("the document has {}, more than the limit of {}",
                                   format_bytes(static_cast<long long>(text.size())),
                                   format_bytes(static_cast<long long>(limits.bytes_max))),
                       kTooLargeHint};
  }
  if (const auto offset = find_invalid_utf8(text)) {
    return YamlFinding{kYamlInvalidUtf8, *offset, 0,
                       fmt::format("the byte {} is not UTF-8", printable(text.substr(*offset, 1))),
                       "save the file as UTF-8"};
  }
  if (const auto offset = find_control_character(text)) {
    const bool is_return = text[*offset] == '\r';
    return YamlFinding{kYamlControlCharacter, *offset, 0,
                       is_return ? "a carriage return stands here without a line feed"
                                 : "a control character stands here",
                       is_return ? "end lines with LF or CRLF"
                                 : "write it as an escape in double quotes: \"\\x07\""};
  }
  const auto indicators = std::count_if(text.begin(), text.end(), is_indicator);
  if (static_cast<std::size_t>(indicators) / kIndicatorsForEachNode > limits.nodes_max) {
    return YamlFinding{
        kYamlTooLarge, 0, 0,
        fmt::format("the document has {} quotes, brackets, commas and the like; more "
                    "than the limit of {}",
                    indicators, limits.nodes_max * kIndicatorsForEachNode),
        kTooLargeHint};
  }
  return std::nullopt;
}

}  // namespace osiris
