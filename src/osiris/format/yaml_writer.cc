// Writes YAML. Of the many ways to spell a value the plainest one that every reader takes the same
// way is chosen.

#include "osiris/base/text.h"
#include "osiris/format/json_text.h"
#include "osiris/format/yaml.h"
#include "osiris/format/yaml_scalar.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace osiris {
namespace {

constexpr std::size_t kIndent = 2;

/// Readers look only so far for the ':' that makes a key of what they read; a longer key is marked
/// with "? ". Source: YAML 1.2.2, 7.4.2 allows 1024 characters.
constexpr std::size_t kSimpleKeyBytesMax = 1000;

/// Tells whether a code point stands in YAML as it is, on one line, for every reader. NEL, LS and
/// PS break the line for some; a byte order mark vanishes at the start of a file.
bool is_printable(std::uint32_t code_point) {
  return (code_point >= 0x20 && code_point < 0x7F) ||
         (code_point >= 0xA0 && code_point != 0x2028 && code_point != 0x2029 &&
          code_point != 0xFEFF && code_point != 0xFFFE && code_point != 0xFFFF);
}

/// Takes the first code point off valid UTF-8.
std::uint32_t take_code_point(std::string_view& utf8) {
  const auto lead = static_cast<unsigned char>(utf8.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::uint32_t code_point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6U) | (static_cast<unsigned char>(utf8[i]) & 0x3FU);
  }
  utf8.remove_prefix(length);
  return code_point;
}

bool is_all_printable(std::string_view utf8) {
  while (!utf8.empty()) {
    if (!is_printable(take_code_point(utf8))) {
      return false;
    }
  }
  return true;
}

/// Tells whether the first character would begin something else than a plain scalar.
bool has_indicator(std::string_view text) {
  if (std::string_view(",[]{}#&*!|>'\"%@`").find(text.front()) != std::string_view::npos) {
    return true;
  }
  const bool may_be_indicator = text.front() == '-' || text.front() == '?' || text.front() == ':';
  return may_be_indicator && (text.size() == 1 || text[1] == ' ');
}

/// Tells whether text of printable characters reads back unquoted, as a key or a value of block
/// style.
bool is_plain(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && text.back() != ':' &&
         !has_indicator(text) && text.find(": ") == std::string_view::npos &&
         text.find(" #") == std::string_view::npos && !text.starts_with("---") &&
         !text.starts_with("...") && !may_read_as_non_string(text);
}

std::string single_quoted(const std::string& text) {
  return "'" + replace_all(text, "'", "''") + "'";
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::string_view rest = text;
    const std::uint32_t code_point = take_code_point(text);
    if (code_point == '\n') {
      out += "\\n";
    } else if (code_point == '\t') {
      out += "\\t";
    } else if (code_point == '"' || code_point == '\\') {
      out += '\\';
      out += static_cast<char>(code_point);
    } else if (is_printable(code_point)) {
      out += rest.substr(0, rest.size() - text.size());
    } else {
      out += fmt::format("\\u{:04X}", code_point);
    }
  }
  return out + '"';
}

/// Tells whether text can stand as a literal block: lines of printable characters, tabs inside them
/// allowed. A first line that is empty or begins with a blank would hide the block's indentation,
/// and editors remove blanks from the ends of lines.
bool is_block(std::string_view text) {
  const std::size_t breaks = text.find('\n');
  if (breaks == std::string_view::npos || breaks == 0 || text.front() == ' ' ||
      text.front() == '\t') {
    return false;
  }
  for (const std::string& line : split(text, '\n')) {
    const bool ends_blank = !line.empty() && (line.back() == ' ' || line.back() == '\t');
    if (ends_blank || !is_all_printable(replace_all(line, "\t", " "))) {
      return false;
    }
  }
  return true;
}

std::string quote(const std::string& text) {
  if (!is_all_printable(text)) {
    return double_quoted(text);
  }
  return is_plain(text) ? text : single_quoted(text);
}

std::string valid(const std::string& text) {
  std::string utf8;
  append_valid_utf8(utf8, text);
  return utf8;
}

/// Returns a double as YAML 1.1 and 1.2 read it: with a point, also in front of an exponent.
std::string double_text(double number) {
  if (std::isnan(number)) {
    return ".nan";
  }
  if (std::isinf(number)) {
    return number < 0 ? "-.inf" : ".inf";
  }
  std::string text = to_double_text(number);
  const std::size_t exponent = text.find('e');
  if (exponent != std::string::npos && text.find('.') == std::string::npos) {
    text.insert(exponent, ".0");
  }
  return text;
}

class YamlWriter {
 public:
  std::string write(const Value& value) {
    append(value, 0);
    if (out_.empty() || out_.back() != '\n') {
      out_ += '\n';
    }
    return std::move(out_);
  }

 private:
  /// Writes a value whose lines, but for the first, stand `indent` deep. Ends without a line feed,
  /// except after a block.
  void append(const Value& value, std::size_t indent) {
    switch (value.kind()) {
      case Value::Kind::kNull:
        out_ += "null";
        return;
      case Value::Kind::kBool:
        out_ += value.as_bool() ? "true" : "false";
        return;
      case Value::Kind::kInt:
        out_ += std::to_string(value.as_int());
        return;
      case Value::Kind::kUint:
        out_ += std::to_string(value.as_uint());
        return;
      case Value::Kind::kDouble:
        out_ += double_text(value.as_double());
        return;
      case Value::Kind::kString:
        append_string(valid(value.as_string()), indent);
        return;
      case Value::Kind::kArray:
        append_list(value.items(), indent);
        return;
      case Value::Kind::kObject:
        append_mapping(value.members(), indent);
        return;
    }
  }

  void append_string(const std::string& text, std::size_t indent) {
    if (!is_block(text)) {
      out_ += quote(text);
      return;
    }
    // What is said of the end: "-" there is no line feed, "+" there are several, else there is one.
    out_ += !text.ends_with('\n') ? "|-" : text.ends_with("\n\n") ? "|+" : "|";
    std::string_view rest = text;
    if (rest.ends_with('\n')) {
      rest.remove_suffix(1);
    }
    for (const std::string& line : split(rest, '\n')) {
      out_ += '\n';
      if (!line.empty()) {
        out_.append(std::max(indent, kIndent), ' ');
        out_ += line;
      }
    }
    out_ += '\n';
  }

  void append_list(const Value::Array& items, std::size_t indent) {
    if (items.empty()) {
      out_ += "[]";
      return;
    }
    for (const Value& item : items) {
      begin_line(&item == &items.front(), indent);
      out_ += "- ";
      append(item, indent + kIndent);
    }
  }

  void append_mapping(const Value::Object& members, std::size_t indent) {
    if (members.empty()) {
      out_ += "{}";
      return;
    }
    for (const Member& member : members) {
      begin_line(&member == &members.front(), indent);
      append_key(quote(valid(member.key)), member.value, indent);
      append(member.value, indent + kIndent);
    }
  }

  void append_key(const std::string& key, const Value& value, std::size_t indent) {
    if (key.size() > kSimpleKeyBytesMax) {
      out_ += "? " + key;
      begin_line(false, indent);
      out_ += ": ";
      return;
    }
    out_ += key + ':';
    const bool nests = (value.is_array() && !value.items().empty()) ||
                       (value.is_object() && !value.members().empty());
    if (nests) {
      begin_line(false, indent + kIndent);
    } else {
      out_ += ' ';
    }
  }

  /// The first line goes on where the `- ` or `key:` above it stopped.
  void begin_line(bool is_first, std::size_t indent) {
    if (is_first) {
      return;
    }
    if (out_.back() != '\n') {
      out_ += '\n';
    }
    out_.append(indent, ' ');
  }

  std::string out_;
};

}  // namespace

std::string to_yaml(const Value& value) { return YamlWriter().write(value); }

}  // namespace osiris
