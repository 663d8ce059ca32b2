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
/// readers break the line there and some do not, and so is a byte order mark, which nobody sees.
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
    const std::string_view three = byte == 0xEF ? text.substr(i, 3) : std::string_view();
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF" || three == kByteOrderMark) {
      return i;
    }
  }
  return std::nullopt;
}

/// Says what stands at `offset`, where find_control_character() found something.
YamlFinding describe_character(std::string_view text, std::size_t offset) {
  const auto finding = [offset](const char* message, const char* hint) {
    return YamlFinding{kYamlControlCharacter, offset, 0, message, hint};
  };
  if (text[offset] == '\r') {
    return finding("a carriage return stands here without a line feed",
                   "end lines with LF or CRLF");
  }
  if (text.substr(offset).starts_with(kByteOrderMark)) {
    return finding("a byte order mark, which is invisible, stands here inside the text",
                   "remove it, or write it as an escape in double quotes: \"\\uFEFF\"");
  }
  return finding("a control character stands here",
                 "write it as an escape in double quotes: \"\\x07\"");
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
    return describe_character(text, *offset);
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
