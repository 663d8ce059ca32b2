#include "osiris/format/yaml.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml_source.h"
#include "osiris/format/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>
#include <algorithm>
#include <sstream>

namespace osiris {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The parser reads a whole bracketed list before its first event, at some 150 bytes of memory for
/// each character that has a meaning in it. No document needs more of them than this.
constexpr std::size_t kIndicatorsForEachNode = 2;

/// A finding before it has a place for people.
struct Finding {
  const ErrorCode& code;
  std::size_t offset = 0;
  std::size_t end = 0;  ///< Equal to or below `offset`: no end is known.
  std::string message;
  std::string hint;
};

Diagnostic to_diagnostic(const Finding& finding, YamlSource& source, const std::string& file) {
  const Mark mark = finding.end > finding.offset ? source.locate(finding.offset, finding.end)
                                                 : source.locate(finding.offset);
  Diagnostic diagnostic;
  diagnostic.code = std::string(finding.code.name);
  diagnostic.where = SourceSpan{file, mark.line, mark.column, mark.end_column};
  diagnostic.message = finding.message;
  diagnostic.hint = finding.hint;
  return diagnostic;
}

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

/// Looks for what must not reach the parser, which takes some of it for something else and some of
/// it for an invitation to eat all memory.
std::optional<Finding> check_text(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return Finding{kYamlTooLarge,
                   0,
                   0,
                   fmt::format("the document has {}, more than the limit of {}",
                               format_bytes(static_cast<long long>(text.size())),
                               format_bytes(static_cast<long long>(limits.bytes_max))),
                   {}};
  }
  if (const auto offset = find_invalid_utf8(text)) {
    return Finding{kYamlInvalidUtf8, *offset, 0,
                   fmt::format("the byte {} is not UTF-8", printable(text.substr(*offset, 1))),
                   "save the file as UTF-8"};
  }
  if (const auto offset = find_control_character(text)) {
    const bool is_return = text[*offset] == '\r';
    return Finding{kYamlControlCharacter, *offset, 0,
                   is_return ? "a carriage return stands here without a line feed"
                             : "a control character stands here",
                   is_return ? "end lines with LF or CRLF"
                             : "write it as an escape in double quotes: \"\\x07\""};
  }
  const auto indicators = std::count_if(text.begin(), text.end(), is_indicator);
  if (static_cast<std::size_t>(indicators) / kIndicatorsForEachNode > limits.nodes_max) {
    return Finding{kYamlTooLarge,
                   0,
                   0,
                   fmt::format("the document has {} quotes, brackets, commas and the like; more "
                               "than the limit of {}",
                               indicators, limits.nodes_max * kIndicatorsForEachNode),
                   {}};
  }
  return std::nullopt;
}

/// Returns a finding if a tab indents the line of an error or the line above it: the parser then
/// complains about something that the tab led to.
std::optional<Finding> find_tab_indent(YamlSource& source, int line) {
  for (int number = line; number >= std::max(line - 1, 1); --number) {
    const std::string_view text = source.line(number);
    const std::size_t tab = text.find_first_not_of(' ');
    if (tab != std::string_view::npos && text[tab] == '\t') {
      const auto offset = static_cast<std::size_t>(text.data() - source.text().data()) + tab;
      return Finding{kYamlSyntax, offset, offset + 1, "a tab indents this line",
                     "indent with spaces, two for each level"};
    }
  }
  return std::nullopt;
}

Finding describe_bad_start(const YamlSource& source, std::size_t offset) {
  const std::string_view word = source.word_at(offset);
  return Finding{kYamlSyntax, offset, offset + word.size(),
                 fmt::format("text cannot begin with '{}'", printable(word.substr(0, 1))),
                 fmt::format("put it in quotes: \"{}\"", printable(word, 60))};
}

/// Returns a finding for a line that looks like a key, or a key and a value, without ':'.
std::optional<Finding> find_missing_colon(const YamlSource& source, int line) {
  const std::string_view text = source.line(line);
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos || text.find(':') != std::string_view::npos ||
      std::string_view("-#?[]{}|>'\"").find(text[first]) != std::string_view::npos) {
    return std::nullopt;
  }
  const auto line_start = static_cast<std::size_t>(text.data() - source.text().data());
  return Finding{kYamlSyntax, line_start + first, line_start + text.size(),
                 "a ':' is missing in this line", "write `key: value`"};
}

Finding describe_bad_colon(const YamlSource& source, std::size_t offset, int line) {
  const std::string_view text = source.line(line);
  const auto line_start = static_cast<std::size_t>(text.data() - source.text().data());
  const std::size_t first = text.find(": ");
  if (first != std::string_view::npos && line_start + first < offset) {
    return Finding{kYamlSyntax, offset, offset + 1, "a second ':' stands in one line",
                   "put the text that holds ': ' in quotes"};
  }
  // The line above may have become part of this line's key.
  const std::string_view above = source.line(line - 1);
  const bool is_level = above.find_first_not_of(' ') == text.find_first_not_of(' ');
  if (const auto missing = find_missing_colon(source, line - 1); missing.has_value() && is_level) {
    return *missing;
  }
  return Finding{kYamlSyntax, offset, offset + 1, "a key cannot stand here",
                 "keys of one mapping begin in the same column; check the indentation of this line "
                 "and the one above"};
}

Finding describe_bad_entry(const YamlSource& source, std::size_t offset, int line) {
  const auto missing = find_missing_colon(source, line);
  if (missing.has_value() && missing->offset == offset) {
    return *missing;
  }
  return Finding{kYamlSyntax, offset, 0, "this belongs to no list or mapping above",
                 "check the indentation; put a value with quotes or brackets inside in quotes"};
}

Finding describe_open_bracket(YamlSource& source, std::size_t bracket, std::size_t offset) {
  const char open = source.text()[bracket];
  const char close = open == '[' ? ']' : '}';
  if (source.end_of_text_before(source.text().size()) <= offset) {
    return Finding{kYamlSyntax, bracket, bracket + 1,
                   fmt::format("a '{}' opens here and is never closed", open),
                   fmt::format("add the closing '{}'", close)};
  }
  return Finding{kYamlSyntax, offset, 0, "a ',' or a closing bracket is missing in front of this",
                 fmt::format("the bracket opens in line {}", source.locate(bracket).line)};
}

/// Says in our words what yaml-cpp found; it tells its findings apart by their text only.
Finding describe(const std::string& found, const YamlSource& source, std::size_t offset, int line) {
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
  Finding finding{kYamlSyntax, offset, 0, printable(found), {}};
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

Diagnostic syntax_finding(const YAML::Exception& error, YamlSource& source, const YamlTree& tree,
                          const std::string& file) {
  const std::size_t offset = error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos);
  const int line = source.locate(offset).line;
  if (const auto tab = find_tab_indent(source, line)) {
    return to_diagnostic(*tab, source, file);
  }
  const bool in_brackets =
      error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW || error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW;
  if (const auto bracket = tree.open_bracket(); bracket.has_value() && in_brackets) {
    return to_diagnostic(describe_open_bracket(source, *bracket, offset), source, file);
  }
  return to_diagnostic(describe(error.msg, source, offset, line), source, file);
}

/// Returns the text as the parser should see it: lines end with LF, and blanks after the last one
/// are gone, which the parser would take for the last word of a folded block.
std::string normalize(std::string_view text) {
  std::string lines = replace_all(std::string(text), "\r\n", "\n");
  const std::size_t end = lines.find_last_not_of(" \t") + 1;
  if (end == 0 || lines[end - 1] == '\n') {
    lines.resize(end);
  }
  return lines;
}

/// How reading ended.
struct Ending {
  std::optional<Diagnostic> finding;  ///< What the parser, not the tree, has to say.
  bool in_quotes = false;             ///< The text ended inside quotes, right behind a character.
};

/// Runs the parser over all documents; exceptions end here.
Ending read_events(YamlSource& source, YamlTree& tree, const std::string& file) {
  try {
    std::istringstream stream(source.text());
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(tree)) {
    }
    tree.check_skipped_lines();
  } catch (const YAML::DeepRecursion&) {
    const Finding finding{kYamlTooDeep, 0, 0, "lists and mappings are nested too deeply", {}};
    return {to_diagnostic(finding, source, file)};
  } catch (const YAML::Exception& error) {
    if (!tree.stopped()) {
      return {syntax_finding(error, source, tree, file),
              error.msg == YAML::ErrorMsg::EOF_IN_SCALAR};
    }
  } catch (const std::exception& error) {
    const Finding finding{kYamlSyntax, 0, 0, printable(error.what()), {}};
    return {to_diagnostic(finding, source, file)};
  }
  return {};
}

}  // namespace

YamlDocument parse_yaml(std::string_view text, const std::string& file, const YamlLimits& limits) {
  YamlDocument document;
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  if (const auto finding = check_text(text, limits)) {
    // The text may be anything here; only what stands before the finding is known to be clean.
    YamlSource before{std::string(text.substr(0, finding->offset))};
    document.diagnostics.push_back(to_diagnostic(*finding, before, file));
    return document;
  }
  YamlSource source{normalize(text)};
  YamlTree tree(source, file, limits);
  Ending ending = read_events(source, tree, file);
  if (ending.in_quotes && !text.ends_with('\n')) {
    // With a line feed behind it the parser takes the text for complete, and the tree knows where
    // the quote stands that was never closed.
    return parse_yaml(std::string(text) + '\n', file, limits);
  }
  document.diagnostics = tree.take_diagnostics();
  if (ending.finding.has_value()) {
    document.diagnostics.push_back(*std::move(ending.finding));
  }
  sort_by_position(document.diagnostics);
  if (!has_errors(document.diagnostics)) {
    document.value = tree.take_root();
  }
  return document;
}

}  // namespace osiris
