#include "osiris/format/yaml_layout_writer.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace osiris {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kWidth = 100;

/// Readers look only so far for the ':' behind a key. Source: YAML 1.2.2, 7.4.2 allows 1024
/// characters.
constexpr std::size_t kSimpleKeyBytesMax = 1000;

using Lines = std::vector<std::string>;

Lines without_first_blanks(const Lines& lines) {
  const auto first =
      std::find_if(lines.begin(), lines.end(), [](const auto& line) { return !line.empty(); });
  return {first, lines.end()};
}

std::string_view without_last_blanks(std::string_view line) {
  const std::size_t size = line.find_last_not_of(" \t") + 1;
  const bool is_escaped = size > 0 && line[size - 1] == '\\';  // "\ " is a blank that counts.
  return is_escaped ? line : line.substr(0, size);
}

/// Written where a value is left out within brackets: `{key: }` is hard to read.
constexpr std::string_view kNull = "null";

bool is_left_out(const YamlNode& node) {
  return node.kind == YamlNode::Kind::kAbsent && node.properties.empty();
}

/// Tells whether a plain text would begin or end a document if it began a line.
bool is_like_marker(std::string_view text) {
  const bool begins_so = text.starts_with("---") || text.starts_with("...");
  return begins_so && text.substr(3, 1).find_first_not_of(" \t\n") == std::string_view::npos;
}

bool is_in_lines(const YamlNode& node) { return node.is_collection() && !node.in_brackets; }

/// Returns the ':' behind a key, with a blank where it would be taken for a part of a name.
std::string_view colon_behind(const YamlNode& key) {
  const bool ends_with_name =
      key.kind == YamlNode::Kind::kAlias || key.kind == YamlNode::Kind::kAbsent;
  return ends_with_name ? " :" : ":";
}

/// Tells whether an entry takes several lines by its nature.
bool is_tall(const YamlEntry& entry) {
  return entry.value.kind == YamlNode::Kind::kBlock || is_in_lines(entry.value);
}

/// Tells whether an item's entries begin on the line of its dash.
bool begins_at_dash(const YamlNode& item) { return is_in_lines(item) && item.properties.empty(); }

/// Returns the comments above the first entry of an item, for which there is no place but above
/// its dash.
Lines comments_behind_dash(const YamlNode& item) {
  Lines lines;
  if (begins_at_dash(item)) {
    const YamlEntry& first = item.entries.front();
    std::copy_if(first.above.begin(), first.above.end(), std::back_inserter(lines),
                 [](const std::string& line) { return !line.empty(); });
    if (item.kind == YamlNode::Kind::kList) {
      const Lines inner = comments_behind_dash(first.value);
      lines.insert(lines.end(), inner.begin(), inner.end());
    }
  }
  return lines;
}

bool has_comments(const YamlNode& node) {
  const auto has_text = [](const Lines& lines) {
    return std::any_of(lines.begin(), lines.end(), [](const auto& line) { return !line.empty(); });
  };
  return has_text(node.below) ||
         std::any_of(node.entries.begin(), node.entries.end(), [&](const YamlEntry& entry) {
           return has_text(entry.above) || !entry.beside.empty() || has_comments(entry.value);
         });
}

class LayoutWriter {
 public:
  explicit LayoutWriter(const YamlSource& source) : source_(source.text()) {}

  std::string write(const YamlNodes& nodes, const YamlLayout& layout) {
    if (nodes.has_marker) {
      append_prefix(source_.substr(0, nodes.begin));
    }
    append_lines(without_first_blanks(nodes.head), 0);
    const YamlNode& root = nodes.root;
    if (is_in_lines(root)) {
      if (!root.properties.empty()) {
        begin_line(0);
        append_properties(root.properties);
      }
      append_entries(root, 0, layout);
    } else if (root.kind != YamlNode::Kind::kAbsent || !root.properties.empty()) {
      begin_line(is_like_marker(source_text(root)) ? kIndent : 0);
      append_properties(root.properties);
      append_gap(root);
      append_content(root, {}, 0);
    }
    append_lines(nodes.tail, 0);
    end_line();
    return std::move(out_);
  }

 private:
  // --- Lines ---

  void end_line() {
    if (!out_.empty() && out_.back() != '\n') {
      out_ += '\n';
    }
  }

  void begin_line(std::size_t indent) {
    end_line();
    out_.append(indent, ' ');
    keeps_breaks_ = false;
  }

  /// Writes an empty line unless there is one; never behind a block that keeps its last line
  /// breaks, where it would be text, nor at the top.
  void append_blank_line() {
    if (out_.empty() || keeps_breaks_) {
      return;
    }
    end_line();
    if (!out_.ends_with("\n\n")) {
      out_ += '\n';
    }
  }

  /// Writes comments on lines of their own; an empty one is an empty line.
  void append_lines(const Lines& lines, std::size_t indent) {
    for (const std::string& line : lines) {
      if (line.empty()) {
        append_blank_line();
      } else {
        begin_line(indent);
        out_ += line;
      }
    }
  }

  /// Writes the comment behind what stands on the line, its further lines below its beginning.
  void append_beside(const Lines& beside) {
    if (beside.empty()) {
      return;
    }
    out_ += "  ";
    const std::size_t indent = column();
    for (const std::string& line : beside) {
      if (&line != &beside.front()) {
        begin_line(indent);
      }
      out_ += line;
    }
  }

  std::size_t column() const {
    const std::size_t start = out_.rfind('\n') + 1;  // 0 on the first line: npos is -1.
    return count_code_points(std::string_view(out_).substr(start));
  }

  /// Writes what stands up to the document's begin: directives, comments and `---`.
  void append_prefix(std::string_view prefix) {
    Lines lines;
    for (const std::string& line : split(prefix, '\n')) {
      lines.emplace_back(without_last_blanks(line));
    }
    append_lines(without_first_blanks(lines), 0);
  }

  // --- Parts ---

  void append_properties(const std::vector<std::string>& properties) {
    for (const std::string& property : properties) {
      append_gap_if_needed();
      out_ += property;
    }
  }

  /// Parts a value from what stands in front of it on its line.
  void append_gap_if_needed() {
    if (!out_.empty() && out_.back() != '\n' && out_.back() != ' ') {
      out_ += ' ';
    }
  }
  void append_gap(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::kAbsent) {
      append_gap_if_needed();
    }
  }

  /// Writes entries without brackets, each on lines of its own; with `at_dash` the first one behind
  /// the dash that is written already.
  void append_entries(const YamlNode& node, std::size_t indent, const YamlLayout& layout,
                      bool at_dash = false) {
    const YamlEntry* before = nullptr;
    for (const YamlEntry& entry : node.entries) {
      if (before != nullptr && layout.spaced && (is_tall(*before) || is_tall(entry))) {
        append_blank_line();
      }
      if (before != nullptr || !at_dash) {
        append_lines(before == nullptr ? without_first_blanks(entry.above) : entry.above, indent);
        if (node.kind == YamlNode::Kind::kList) {
          append_lines(comments_behind_dash(entry.value), indent);
        }
        begin_line(indent);
      }
      append_entry(node, entry, indent, layout.of_member(entry.name));
      before = &entry;
    }
    append_lines(node.below, indent);
  }

  void append_entry(const YamlNode& node, const YamlEntry& entry, std::size_t indent,
                    const YamlLayout& layout) {
    const bool is_item = node.kind == YamlNode::Kind::kList;
    if (is_item) {
      out_ += '-';
    } else {
      append_key(entry.key, indent);
    }
    append_properties(entry.value.properties);
    if (!is_in_lines(entry.value)) {
      append_gap(entry.value);
      append_content(entry.value, entry.beside, indent);
    } else if (is_item && begins_at_dash(entry.value)) {
      append_gap(entry.value);
      append_entries(entry.value, indent + kIndent, layout, true);
    } else {
      append_beside(entry.beside);
      append_entries(entry.value, indent + kIndent, layout);
    }
  }

  /// Writes a key and its ':'; behind a "? " unless readers know it for a key without that.
  void append_key(const YamlNode& key, std::size_t indent) {
    const std::string_view text = source_text(key);
    if (key.kind == YamlNode::Kind::kBlock || text.size() > kSimpleKeyBytesMax ||
        text.find('\n') != std::string_view::npos || (text.size() > 3 && is_like_marker(text))) {
      out_ += '?';
      append_properties(key.properties);
      append_gap(key);
      append_content(key, {}, indent);
      begin_line(indent);
      out_ += ':';
      return;
    }
    append_properties(key.properties);
    if (!key.properties.empty()) {
      append_gap(key);
    }
    out_ += text;
    out_ += colon_behind(key);
  }

  std::string_view source_text(const YamlNode& node) const {
    return source_.substr(node.begin, node.end - node.begin);
  }

  /// Writes a value that begins on the line, with the comment beside it. Its further lines stand
  /// deeper than `indent`.
  void append_content(const YamlNode& node, const Lines& beside, std::size_t indent) {
    if (node.kind == YamlNode::Kind::kBlock) {
      append_block(node, beside, indent + kIndent);
      return;
    }
    if (node.is_collection()) {
      append_brackets(node, indent);
    } else {
      // The parser wants further lines deeper than an anchor or tag that a list's item begins with.
      append_scalar(source_text(node), indent + (node.properties.empty() ? 1 : 2) * kIndent);
    }
    append_beside(beside);
  }

  /// Writes a scalar as it is spelled; blanks around its line breaks have no meaning.
  void append_scalar(std::string_view text, std::size_t indent) {
    const Lines lines = split(text, '\n');
    for (const std::string& line : lines) {
      const bool is_first = &line == &lines.front();
      const std::size_t begin = is_first ? 0 : line.find_first_not_of(" \t");
      if (!is_first) {
        out_ += '\n';
        out_.append(begin == std::string::npos ? 0 : indent, ' ');
      }
      const std::string_view words = std::string_view(line).substr(std::min(begin, line.size()));
      out_ += &line == &lines.back() ? words : without_last_blanks(words);
    }
  }

  void append_block(const YamlNode& node, const Lines& beside, std::size_t indent) {
    out_ += node.header.front();
    const auto first = std::find_if(node.block.begin(), node.block.end(),
                                    [](const auto& line) { return !line.empty(); });
    if (first != node.block.end() && first->front() == ' ') {
      out_ += std::to_string(kIndent);  // Else its blanks would be taken for indentation.
    }
    out_ += std::string_view(node.header).substr(1);
    append_beside(beside);
    for (const std::string& line : node.block) {
      out_ += '\n';
      out_.append(line.empty() ? 0 : indent, ' ');
      out_ += line;
    }
    out_ += '\n';
    keeps_breaks_ = node.header.ends_with('+');
  }

  // --- Brackets ---

  void append_brackets(const YamlNode& node, std::size_t indent) {
    const std::optional<std::string> line = on_one_line(node);
    if (line && column() + count_code_points(*line) <= kWidth) {
      out_ += *line;
      return;
    }
    const bool is_list = node.kind == YamlNode::Kind::kList;
    out_ += is_list ? '[' : '{';
    const std::size_t inner = indent + kIndent;
    for (const YamlEntry& entry : node.entries) {
      const bool is_first = &entry == &node.entries.front();
      append_lines(is_first ? without_first_blanks(entry.above) : entry.above, inner);
      begin_line(inner);
      if (!is_list) {
        append_key(entry.key, inner);
      }
      append_properties(entry.value.properties);
      append_gap_if_needed();
      if (is_left_out(entry.value)) {
        out_ += kNull;
      } else if (const std::string_view text = source_text(entry.value);
                 text == "-" || text == "?" || text == ":") {
        out_ += "'" + std::string(text) + "'";  // At a line's end it would be no text.
      } else {
        append_content(entry.value, {}, inner);
      }
      out_ += &entry == &node.entries.back() ? "" : ",";
      append_beside(entry.beside);
    }
    append_lines(node.entries.empty() ? without_first_blanks(node.below) : node.below, inner);
    begin_line(indent);
    out_ += is_list ? ']' : '}';
  }

  /// Returns a value within brackets on one line; nothing if it has comments or line breaks.
  std::optional<std::string> on_one_line(const YamlNode& node) const {
    if (!node.is_collection()) {
      const std::string_view text = is_left_out(node) ? kNull : source_text(node);
      return text.find('\n') == std::string_view::npos ? std::optional(std::string(text))
                                                       : std::nullopt;
    }
    if (has_comments(node)) {
      return std::nullopt;
    }
    const bool is_list = node.kind == YamlNode::Kind::kList;
    std::string line(is_list ? "[" : "{");
    for (const YamlEntry& entry : node.entries) {
      line += &entry == &node.entries.front() ? "" : ", ";
      if (!is_list) {
        const auto key = on_one_line(entry.key);
        if (!key || key->size() > kSimpleKeyBytesMax) {
          return std::nullopt;
        }
        line += with_properties(entry.key, *key);
        line += colon_behind(entry.key);
        line += ' ';
      }
      const auto value = on_one_line(entry.value);
      if (!value) {
        return std::nullopt;
      }
      line += with_properties(entry.value, *value);
    }
    return line + (is_list ? "]" : "}");
  }

  static std::string with_properties(const YamlNode& node, const std::string& text) {
    std::vector<std::string> parts = node.properties;
    if (!text.empty()) {
      parts.push_back(text);
    }
    return join(parts, " ");
  }

  std::string_view source_;
  std::string out_;
  bool keeps_breaks_ = false;  ///< The last line is of a block that keeps its line breaks.
};

}  // namespace

std::string write_yaml_nodes(const YamlSource& source, const YamlNodes& nodes,
                             const YamlLayout& layout) {
  return LayoutWriter(source).write(nodes, layout);
}

}  // namespace osiris
