#include "osiris/format/yaml_node_reader.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml_scalar.h"
#include "osiris/format/yaml_scalar_trace.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>
#include <algorithm>
#include <sstream>
#include <string_view>

namespace osiris {
namespace {

/// yaml-cpp's tag for "none given" on plain scalars and collections.
constexpr std::string_view kNoTag = "?";

/// Thrown through the parser, which is the only way to stop it.
class UnknownShape final : public YAML::Exception {
 public:
  UnknownShape() : YAML::Exception(YAML::Mark::null_mark(), "unknown shape") {}
};

/// Builds nodes out of the events of yaml-cpp's parser, which say where a part begins, but not
/// where it ends and nothing of dashes and brackets; those are looked up in the source.
class NodeReader final : public YAML::EventHandler {
 public:
  explicit NodeReader(const YamlSource& source) : source_(source), text_(source.text()) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    const std::size_t offset = offset_of(mark);
    const bool begins_line = offset == 0 || text_[offset - 1] == '\n';
    const std::string_view after = text_.substr(std::min(offset + 3, text_.size()), 1);
    nodes_.has_marker = begins_line && text_.substr(offset).starts_with("---") &&
                        after.find_first_not_of(" \t\n") == std::string_view::npos;
    nodes_.begin = nodes_.has_marker ? offset + 3 : 0;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node = start(mark, anchor != 0, false);
    const std::size_t word_end = node.begin + source_.word_at(node.begin).size();
    if (is_null_word(node.begin, word_end)) {
      finish_scalar(node, word_end);
    } else {
      finish_absent(node);
    }
    add(std::move(node), offset_of(mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    YamlNode node = start(mark, false, false);
    node.kind = YamlNode::Kind::kAlias;
    node.end = node.begin + source_.word_at(node.begin).size();
    nodes_.texts.emplace_back(node.begin, node.end);
    add(std::move(node), offset_of(mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = start(mark, anchor != 0, tag != kNoTag);
    const char first = node.begin < text_.size() ? text_[node.begin] : '\0';
    if (first == '"' || first == '\'') {
      finish_scalar(node, found(source_.find_quote_end(node.begin)));
    } else if (tag != kNoTag && (first == '|' || first == '>')) {
      finish_block(node, value);
    } else if (value.empty()) {
      finish_absent(node);
    } else {
      finish_scalar(node, found(trace_yaml_scalar(text_, node.begin, value)).back() + 1);
    }
    name_ = value;
    add(std::move(node), offset_of(mark));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::kList, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::kMapping, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

  YamlNodes take() { return std::move(nodes_); }

 private:
  /// An open list or mapping, and where its own text, with tag and anchor, begins.
  struct Frame {
    YamlNode node;
    std::size_t offset = 0;
    bool has_key = false;  ///< The last entry waits for its value.
  };

  template <typename T>
  static T found(std::optional<T> value) {
    if (!value.has_value()) {
      throw UnknownShape();
    }
    return *std::move(value);
  }

  std::size_t offset_of(const YAML::Mark& mark) const {
    return std::min(static_cast<std::size_t>(mark.pos), text_.size());
  }

  /// Tells whether a word is a null and not the beginning of a key that stands there.
  bool is_null_word(std::size_t begin, std::size_t end) const {
    const std::size_t next = text_.find_first_not_of(" \t", end);
    const bool ends = next == std::string_view::npos ||
                      std::string_view("\n#,]}").find(text_[next]) != std::string_view::npos;
    return end > begin && ends &&
           resolve_plain_scalar(text_.substr(begin, end - begin)).value.is_null();
  }

  /// Returns the offset of the next byte that is neither blank nor comment.
  std::size_t skip_blanks(std::size_t offset) const {
    while (true) {
      offset = std::min(text_.find_first_not_of(" \t\n", offset), text_.size());
      if (offset == text_.size() || text_[offset] != '#') {
        return offset;
      }
      offset = std::min(text_.find('\n', offset), text_.size());
    }
  }

  /// Begins a node: takes the anchor and the tag that the parser says are there.
  YamlNode start(const YAML::Mark& mark, bool has_anchor, bool has_tag) {
    YamlNode node;
    std::size_t offset = offset_of(mark);
    node.begin = offset;
    while (has_anchor || has_tag) {
      offset = skip_blanks(offset);
      const char first = offset < text_.size() ? text_[offset] : '\0';
      bool& expected = first == '&' ? has_anchor : has_tag;
      if ((first != '&' && first != '!') || !expected) {
        break;  // "!" is also what the parser calls quoted scalars without any tag.
      }
      expected = false;
      const std::size_t end = source_.find_property_end(offset);
      node.properties.emplace_back(text_.substr(offset, end - offset));
      nodes_.texts.emplace_back(offset, end);
      offset = end;
      node.end = offset;
      node.begin = skip_blanks(offset);
    }
    return node;
  }

  void finish_scalar(YamlNode& node, std::size_t end) {
    node.kind = YamlNode::Kind::kScalar;
    node.end = end;
    nodes_.texts.emplace_back(node.begin, node.end);
  }

  /// A value that is left out ends behind the dash or colon that announces it.
  void finish_absent(YamlNode& node) const {
    if (node.properties.empty() && !frames_.empty()) {
      const Frame& frame = frames_.back();
      if (frame.has_key) {
        const std::size_t end = frame.node.entries.back().key.end;
        const std::size_t colon = skip_blanks(end);
        node.end = colon < text_.size() && text_[colon] == ':' ? colon + 1 : end;
      } else {
        node.end = find_dash(frame) + 1;
      }
    }
    node.begin = node.end;
  }

  void finish_block(YamlNode& node, std::string_view value) {
    node.kind = YamlNode::Kind::kBlock;
    const std::size_t header_end = std::min(text_.find_first_of(" \t\n", node.begin), text_.size());
    nodes_.texts.emplace_back(node.begin, header_end);
    node.end = header_end;
    const std::size_t first = value.find_first_not_of('\n');
    const std::size_t last = value.find_last_not_of('\n');
    if (first != std::string_view::npos) {
      const std::vector<std::size_t> offsets = found(trace_yaml_scalar(text_, node.begin, value));
      const std::size_t indent = offsets[first] - source_.line_start(offsets[first]);
      const std::size_t body = text_.find('\n', header_end) + 1;
      node.end = std::min(text_.find('\n', offsets[last]), text_.size());
      for (const std::string& line : split(text_.substr(body, node.end - body), '\n')) {
        node.block.push_back(line.size() > indent ? line.substr(indent) : "");
      }
      nodes_.texts.emplace_back(body, node.end);
    }
    const std::size_t breaks = value.size() - (last + 1);  // `last` may be npos, which is -1.
    const std::size_t kept = first == std::string_view::npos || breaks == 0 ? breaks : breaks - 1;
    node.block.resize(node.block.size() + kept);
    node.header = text_.substr(node.begin, 1);
    node.header += kept > 0 ? "+" : value.empty() || breaks > 0 ? "" : "-";
  }

  std::size_t find_dash(const Frame& frame) const {
    const std::size_t from =
        frame.node.entries.empty() ? frame.node.begin : frame.node.entries.back().value.end;
    const std::size_t dash = skip_blanks(from);
    if (dash == text_.size() || text_[dash] != '-') {
      throw UnknownShape();
    }
    return dash;
  }

  /// Returns where the '?' stands that may announce a key, else where the key does.
  std::size_t begin_of_key(std::size_t offset) const {
    const std::size_t before =
        offset == 0 ? std::string_view::npos : text_.find_last_not_of(" \t\n", offset - 1);
    return before != std::string_view::npos && text_[before] == '?' ? before : offset;
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    Frame frame;
    frame.node = start(mark, anchor != 0, tag != kNoTag);
    frame.node.kind = kind;
    frame.node.in_brackets = style == YAML::EmitterStyle::Flow;
    frame.node.column = frame.node.begin - source_.line_start(frame.node.begin);
    frame.offset = offset_of(mark);
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    YamlNode& node = frame.node;
    node.end = node.entries.empty() ? node.begin + 1 : node.entries.back().value.end;
    const char bracket = text_[node.begin];
    // A pair in a list, [a: b], is a mapping without brackets of its own.
    if (node.in_brackets && (bracket == '[' || bracket == '{')) {
      std::size_t end = skip_blanks(node.end);
      if (end < text_.size() && text_[end] == ',') {
        end = skip_blanks(end + 1);
      }
      if (end >= text_.size() || text_[end] != (bracket == '[' ? ']' : '}')) {
        throw UnknownShape();
      }
      node.end = end + 1;
    }
    add(std::move(node), frame.offset);
  }

  void add(YamlNode node, std::size_t offset) {
    if (frames_.empty()) {
      nodes_.root = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    std::vector<YamlEntry>& entries = frame.node.entries;
    if (frame.node.kind == YamlNode::Kind::kList) {
      YamlEntry entry;
      entry.begin = frame.node.in_brackets ? offset : find_dash(frame);
      entry.value = std::move(node);
      entries.push_back(std::move(entry));
    } else if (frame.has_key) {
      entries.back().value = std::move(node);
      frame.has_key = false;
    } else {
      YamlEntry entry;
      entry.begin = begin_of_key(offset);
      entry.name = node.kind == YamlNode::Kind::kAlias ? "" : name_;
      entry.key = std::move(node);
      entries.push_back(std::move(entry));
      frame.has_key = true;
    }
  }

  const YamlSource& source_;
  std::string_view text_;
  std::vector<Frame> frames_;
  std::string name_;  ///< The value of the last scalar.
  YamlNodes nodes_;
};

}  // namespace

std::optional<YamlNodes> read_yaml_nodes(const YamlSource& source) {
  NodeReader reader(source);
  try {
    std::istringstream stream(source.text());
    YAML::Parser parser(stream);
    parser.HandleNextDocument(reader);
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
  YamlNodes nodes = reader.take();
  std::sort(nodes.texts.begin(), nodes.texts.end());
  return nodes;
}

}  // namespace osiris
