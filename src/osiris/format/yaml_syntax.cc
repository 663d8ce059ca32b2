#include "osiris/format/yaml_syntax.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml.h"

#include <fmt/format.h>
#include <algorithm>

namespace osiris {
namespace {

/// Returns a finding if a tab indents the line of an error or the line above it: the parser then
/// complains about something that the tab led to.
std::optional<YamlFinding> find_tab_indent(YamlSource& source, int line) {
  for (int number = line; number >= std::max(line - 1, 1); --number) {
    const std::string_view text = source.line(number);
    const std::size_t tab = text.find_first_not_of(' ');
    if (tab != std::string_view::npos && text[tab] == '\t') {
      const auto offset = static_cast<std::size_t>(text.data() - source.text().data()) + tab;
      return YamlFinding{kYamlSyntax, offset, offset + 1, "a tab indents this line",
                         "indent with spaces, two for each level"};
    }
  }
  return std::nullopt;
}

YamlFinding describe_bad_start(const YamlSource& source, std::size_t offset) {
  const std::string_view word = source.word_at(offset);
  return YamlFinding{kYamlSyntax, offset, offset + word.size(),
                     fmt::format("text cannot begin with '{}'", printable(word.substr(0, 1))),
                     fmt::format("put it in quotes: \"{}\"", printable(word, 60))};
}

/// Returns a finding for a line that looks like a key, or a key and a value, without ':'.
std::optional<YamlFinding> find_missing_colon(const YamlSource& source, int line) {
  const std::string_view text = source.line(line);
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos || text.find(':') != std::string_view::npos ||
      std::string_view("-#?[]{}|>'\"").find(text[first]) != std::string_view::npos) {
    return std::nullopt;
  }
  const auto line_start = static_cast<std::size_t>(text.data() - source.text().data());
  return YamlFinding{kYamlSyntax, line_start + first, line_start + text.size(),
                     "a ':' is missing in this line", "write `key: value`"};
}

YamlFinding describe_bad_colon(const YamlSource& source, std::size_t offset, int line) {
  const std::string_view text = source.line(line);
  const auto line_start = static_cast<std::size_t>(text.data() - source.text().data());
  const std::size_t first = text.find(": ");
  if (first != std::string_view::npos && line_start + first < offset) {
    return YamlFinding{kYamlSyntax, offset, offset + 1, "a second ':' stands in one line",
                       "put the text that holds ': ' in quotes"};
  }
  // The line above may have become part of this line's key.
  const std::string_view above = source.line(line - 1);
  const bool is_level = above.find_first_not_of(' ') == text.find_first_not_of(' ');
  if (const auto missing = find_missing_colon(source, line - 1); missing.has_value() && is_level) {
    return *missing;
  }
  return YamlFinding{
      kYamlSyntax, offset, offset + 1, "a key cannot stand here",
      "keys of one mapping begin in the same column; check the indentation of this line "
      "and the one above"};
}

YamlFinding describe_bad_entry(const YamlSource& source, std::size_t offset, int line) {
  const auto missing = find_missing_colon(source, line);
  if (missing.has_value() && missing->offset == offset) {
    return *missing;
  }
  return YamlFinding{kYamlSyntax, offset, 0, "this belongs to no list or mapping above",
                     "check the indentation; put a value with quotes or brackets inside in quotes"};
}

YamlFinding describe_open_bracket(YamlSource& source, std::size_t bracket, std::size_t offset) {
  const char open = source.text()[bracket];
  const char close = open == '[' ? ']' : '}';
  if (source.end_of_text_before(source.text().size()) <= offset) {
    return YamlFinding{kYamlSyntax, bracket, bracket + 1,
                       fmt::format("a '{}' opens here and is never closed", open),
                       fmt::format("add the closing '{}'", close)};
  }
  return YamlFinding{kYamlSyntax, offset, 0,
                     "a ',' or a closing bracket is missing in front of this",
                     fmt::format("the bracket opens in line {}", source.locate(bracket).line)};
}

/// Says in our words what yaml-cpp found; it tells its findings apart by their text only.
YamlFinding describe(const std::string& found, const YamlSource& source, std::size_t offset,
                     int line) {
  namespace words = YAML::ErrorMsg;
  if (found == words::UNKNOWN_TOKEN) {
    return describe_bad_start(source, offset);
  }
  if (found == words::MAP_VALUE || found == words::MAP_KEY) {
    return describe_bad_colon(source, offset, line);
  }
  if (found == words::END_OF_MAP || found == words::END_OF_SEQ) {
    return describe_bad_entry(source, offset, line);
  }
  YamlFinding finding{kYamlSyntax, offset, 0, printable(found),
                      "check the indentation, quotes and brackets here and in the line above"};
  if (found.starts_with(words::UNKNOWN_ANCHOR)) {
    const std::string_view word = source.word_at(offset);
    finding.end = offset + word.size();
    finding.message = fmt::format("the alias {} has no anchor above it", printable(word, 60));
    finding.hint = fmt::format("if it is text, put it in quotes: \"{}\"", printable(word, 60));
  } else if (found == words::CHAR_IN_ALIAS || found == words::ALIAS_NOT_FOUND) {
    finding.message = "text cannot begin with '*'";
    finding.hint = "put it in quotes";
  } else if (found == words::FLOW_END) {
    finding.message = "a closing bracket stands here that was never opened";
    finding.hint = "if it is text, put it in quotes";
  } else if (found == words::BLOCK_ENTRY) {
    finding.message = "a list item cannot stand here";
    finding.hint = "begin each '- ' on a line of its own, all in the same column";
  } else if (found.starts_with(words::INVALID_ESCAPE)) {
    finding.hint = "in double quotes write a backslash twice, or use single quotes";
  }
  return finding;
}

}  // namespace

YamlFinding describe_syntax_error(const YAML::Exception& error, YamlSource& source,
                                  std::optional<std::size_t> open_bracket) {
  const std::size_t offset = error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos);
  const int line = source.locate(offset).line;
  if (auto tab = find_tab_indent(source, line)) {
    return *std::move(tab);
  }
  const bool in_brackets =
      error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW || error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW;
  if (open_bracket.has_value() && in_brackets) {
    return describe_open_bracket(source, *open_bracket, offset);
  }
  return describe(error.msg, source, offset, line);
}

}  // namespace osiris
