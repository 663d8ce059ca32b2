#include "osiris/format/yaml_comments.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace osiris {
namespace {

struct Comment {
  std::size_t begin = 0;
  std::string text;
  std::size_t column = 0;
  bool own_line = false;  ///< Nothing stands in front of it on its line.
  bool after_blank = false;
};

/// Tells where lines begin and which are empty.
class Lines {
 public:
  explicit Lines(const YamlSource& source) : source_(source), text_(source.text()) {}

  std::size_t start_of(std::size_t offset) const { return source_.line_start(offset); }

  bool is_blank(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin).find_first_not_of(" \t\n") == std::string_view::npos;
  }

  bool begins_line(std::size_t offset) const { return is_blank(start_of(offset), offset); }

  /// Tells whether what begins a line at `offset` has an empty line above it.
  bool is_after_blank_line(std::size_t offset) const {
    const std::size_t start = start_of(offset);
    return begins_line(offset) && start > 0 && is_blank(start_of(start - 1), start - 1);
  }

 private:
  const YamlSource& source_;
  std::string_view text_;
};

std::vector<Comment> find_comments(const YamlSource& source, const YamlNodes& nodes) {
  const std::string_view text = source.text();
  const Lines lines(source);
  std::vector<Comment> comments;
  auto skipped = nodes.texts.begin();
  std::size_t offset = text.find('#');
  while (offset != std::string_view::npos) {
    while (skipped != nodes.texts.end() && skipped->second <= offset) {
      ++skipped;
    }
    if (skipped != nodes.texts.end() && skipped->first <= offset) {
      offset = text.find('#', skipped->second);
      continue;
    }
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    const std::string_view line = text.substr(offset, end - offset);
    comments.push_back({.begin = offset,
                        .text = std::string(line.substr(0, line.find_last_not_of(" \t") + 1)),
                        .column = offset - lines.start_of(offset),
                        .own_line = lines.begins_line(offset),
                        .after_blank = lines.is_after_blank_line(offset)});
    offset = text.find('#', end);
  }
  return comments;
}

/// Gives comments to nodes, one after the other in their order.
class Attacher {
 public:
  Attacher(const Lines& lines, YamlNodes& nodes) : lines_(lines), nodes_(nodes) {}

  void attach(const Comment& comment) {
    const YamlNode& root = nodes_.root;
    const bool has_room = root.is_collection() && !root.in_brackets;
    if (!has_room && (comment.begin < root.begin || comment.begin >= root.end)) {
      push(comment.begin < root.begin ? nodes_.head : nodes_.tail, comment);
      return;
    }
    const bool same_gap = last_end_ > 0 && lines_.is_blank(last_end_, comment.begin);
    if (comment.own_line) {
      if (same_gap && continues_beside(comment)) {
        beside_->push_back(comment.text);
      } else {
        beside_ = nullptr;
        // Of comments in a row none belongs deeper than the one above it.
        depth_column_ = same_gap ? std::min(depth_column_, comment.column) : comment.column;
        put_on_lines(comment);
      }
    } else {
      depth_column_ = std::string::npos;
      beside_ = nullptr;
      put_beside(nodes_.root, comment);
      beside_column_ = comment.column;
    }
    last_end_ = comment.begin + comment.text.size();
  }

 private:
  bool continues_beside(const Comment& comment) const {
    return beside_ != nullptr && comment.column == beside_column_ && comment.column > 0 &&
           !comment.after_blank;
  }

  static void push(std::vector<std::string>& lines, const Comment& comment) {
    if (comment.after_blank) {
      lines.emplace_back();
    }
    lines.push_back(comment.text);
  }

  static YamlEntry* last_before(YamlNode& node, std::size_t offset) {
    const auto after =
        std::partition_point(node.entries.begin(), node.entries.end(),
                             [&](const YamlEntry& entry) { return entry.begin <= offset; });
    return after == node.entries.begin() ? nullptr : &*(after - 1);
  }

  void put_on_lines(const Comment& comment) {
    if (!put_between(nodes_.root, comment, 0)) {
      push(nodes_.tail, comment);
    }
  }

  /// Gives a comment on a line of its own to a collection, or to what is below it; false if it
  /// belongs to something around it. `outer_column`: of the entries around the collection.
  bool put_between(YamlNode& node, const Comment& comment, std::size_t outer_column) {
    YamlEntry* const before = last_before(node, comment.begin);
    if (before != nullptr) {
      YamlNode& value = before->value;
      if (value.is_collection() && comment.begin > value.begin &&
          (!value.in_brackets || comment.begin < value.end)) {
        if (put_between(value, comment, node.column)) {
          return true;
        }
      } else if (comment.begin < value.begin) {
        push(value.is_collection() && !value.in_brackets ? value.entries.front().above
                                                         : before->above,
             comment);
        return true;
      }
    }
    YamlEntry* const next = before == nullptr
                                ? (node.entries.empty() ? nullptr : &node.entries.front())
                                : (before == &node.entries.back() ? nullptr : before + 1);
    if (next != nullptr) {
      push(next->above, comment);
      return true;
    }
    const bool is_list_at_key = &node != &nodes_.root && node.column == outer_column;
    if (!node.in_brackets &&
        (depth_column_ < node.column || (is_list_at_key && depth_column_ == node.column))) {
      return false;
    }
    push(node.below, comment);
    return true;
  }

  /// Gives a comment behind something to the innermost entry that ends or opens in front of it.
  void put_beside(YamlNode& node, const Comment& comment) {
    YamlEntry* const entry = node.is_collection() ? last_before(node, comment.begin) : nullptr;
    if (entry == nullptr) {
      (node.entries.empty() ? node.below : node.entries.front().above).push_back(comment.text);
      return;
    }
    YamlNode& value = entry->value;
    const bool is_in_value = value.is_collection() && comment.begin > value.begin &&
                             (!value.in_brackets || comment.begin < value.end);
    if (is_in_value) {
      put_beside(value, comment);
      return;
    }
    const bool is_opening = value.kind != YamlNode::Kind::kAbsent && comment.begin < value.begin;
    const bool opens_lines = value.is_collection() && !value.in_brackets;
    // Between a key and its value on another line, or behind a bare dash, no place is left beside.
    const bool is_above = is_opening && (!opens_lines || node.kind == YamlNode::Kind::kList);
    if (is_above || !entry->beside.empty()) {
      entry->above.push_back(comment.text);
      return;
    }
    entry->beside.push_back(comment.text);
    beside_ = opens_lines ? nullptr : &entry->beside;
  }

  const Lines& lines_;
  YamlNodes& nodes_;
  std::size_t last_end_ = 0;
  std::size_t depth_column_ = 0;
  std::vector<std::string>* beside_ = nullptr;  ///< Where the last comment stood, if beside.
  std::size_t beside_column_ = 0;
};

/// Notes empty lines between an entry's comments, or what is above them, and the entry.
void note_blank_lines(const Lines& lines, YamlNode& node) {
  for (YamlEntry& entry : node.entries) {
    if (lines.is_after_blank_line(entry.begin)) {
      entry.above.emplace_back();
    }
    note_blank_lines(lines, entry.value);
  }
}

/// Tells whether a comment speaks to an editor, which looks for it at the document's top.
bool is_modeline(std::string_view comment) {
  return comment.find("yaml-language-server:") != std::string_view::npos ||
         comment.find("vim:") != std::string_view::npos ||
         comment.find("-*-") != std::string_view::npos;
}

/// Comments that an empty line parts from the first entry speak of the document.
void take_head(YamlNodes& nodes) {
  if (!nodes.root.is_collection() || nodes.root.in_brackets || !nodes.root.properties.empty()) {
    return;
  }
  std::vector<std::string>& above = nodes.root.entries.front().above;
  const auto behind_blank = std::find(above.rbegin(), above.rend(), "").base();
  const auto behind_head = std::find_if_not(behind_blank, above.end(), is_modeline);
  nodes.head.assign(above.begin(), behind_head);
  above.erase(above.begin(), behind_head);
}

}  // namespace

void attach_comments(const YamlSource& source, YamlNodes& nodes) {
  const Lines lines(source);
  Attacher attacher(lines, nodes);
  for (const Comment& comment : find_comments(source, nodes)) {
    if (comment.begin >= nodes.begin) {
      attacher.attach(comment);
    }
  }
  note_blank_lines(lines, nodes.root);
  take_head(nodes);
}

std::vector<std::string> list_comments(const YamlSource& source, const YamlNodes& nodes) {
  std::vector<std::string> texts;
  for (Comment& comment : find_comments(source, nodes)) {
    texts.push_back(std::move(comment.text));
  }
  return texts;
}

}  // namespace osiris
