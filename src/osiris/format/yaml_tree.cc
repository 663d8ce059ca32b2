#include "osiris/format/yaml_tree.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml_finding.h"
#include "osiris/format/yaml_scalar.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <algorithm>
#include <utility>

namespace osiris {
namespace {

/// yaml-cpp's tags for "none given": on plain scalars and collections, and on all other scalars.
constexpr std::string_view kNoTag = "?";
constexpr std::string_view kNotPlain = "!";

/// Mappings up to this size look for a key twice one by one; larger ones keep a set of their keys.
constexpr std::size_t kScanMembersMax = 16;

/// Code points of a key or number in a message.
constexpr std::size_t kShownMax = 60;

/// More findings help nobody.
constexpr std::size_t kFindingsMax = 100;

constexpr const char* kTooDeepHint = "make it flatter";

/// Mends what yaml-cpp 0.7 makes of the escapes \N and \_: the bytes 85 and A0, which are the code
/// points but not their UTF-8. No other scalar has invalid UTF-8.
std::string mend_escapes(std::string_view text) {
  std::string mended;
  while (const auto invalid = find_invalid_utf8(text)) {
    mended += text.substr(0, *invalid);
    mended += '\xC2';
    mended += text[*invalid];
    text.remove_prefix(*invalid + 1);
  }
  return mended.append(text);
}

bool is_quote(char c) { return c == '"' || c == '\''; }

void collect_names(const Value::Object& members, std::unordered_set<std::string>& names) {
  for (const Member& member : members) {
    names.insert(member.key);
  }
}

/// Tells whether a mapping has no such key yet. `names` speeds this up for large mappings.
bool is_new_name(const Value& mapping, std::unordered_set<std::string>& names,
                 const std::string& name) {
  if (mapping.members().size() < kScanMembersMax) {
    return mapping.find(name) == nullptr;
  }
  if (names.empty()) {
    collect_names(mapping.members(), names);
  }
  return names.insert(name).second;
}

int line_of_key(const Value& mapping, const std::string& name) {
  for (const Member& member : mapping.members()) {
    if (member.key == name) {
      return member.key_mark.line;
    }
  }
  return 0;
}

/// Puts the merged members in front of the mapping's own, which win.
void merge_into(Value& mapping, Value::Object merged) {
  std::unordered_set<std::string> names;
  collect_names(mapping.members(), names);
  Value::Object all;
  for (Member& member : merged) {
    if (names.insert(member.key).second) {
      all.push_back(std::move(member));
    }
  }
  std::move(mapping.members().begin(), mapping.members().end(), std::back_inserter(all));
  mapping.members() = std::move(all);
}

}  // namespace

void YamlTree::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ == 1) {
    start_offset_ = offset_of(mark);
    return;
  }
  // The parser also sees a "next document" in what is left over after a complete one.
  const std::size_t offset = offset_of(mark);
  const std::string_view before = std::string_view(source_.text()).substr(0, offset);
  if (source_.text().compare(offset, 3, "---") == 0 ||
      before.find("\n...") != std::string_view::npos) {
    stop(kYamlSeveralDocuments, source_.locate(offset), "a second document begins here",
         "keep one document for each file");
  }
  stop(kYamlSyntax, source_.locate(offset), "the document is complete, but text follows",
       "check the indentation, or put the text above in quotes");
}

void YamlTree::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t offset = source_.skip_properties(offset_of(mark));
  if (expects_key()) {
    const Mark place = source_.locate(offset);
    report_key(place, "null or nothing");
    add_key(Key{.text = {}, .mark = place, .offset = offset, .is_bad = true});
    return;
  }
  const std::string_view word = source_.word_at(offset);
  const bool written = !word.empty() && resolve_plain_scalar(word).value.is_null();
  if (!written && !frames_.empty() && frames_.back().in_brackets &&
      frames_.back().part.value.is_array()) {
    report(kYamlSyntax, source_.locate(offset), "an item is missing in front of ','",
           "remove the comma, or write null");
  }
  if (lacks_colon(offset_of(mark))) {
    const Key& key = *frames_.back().key;
    report(kYamlSyntax, key.mark,
           fmt::format("no ':' stands behind the key '{}'", printable(key.text, kShownMax)),
           "write `key: value`");
  }
  Part part;
  part.value.mark = written ? source_.locate(offset, offset + word.size()) : mark_absent(offset);
  count_nodes(1, part.value.mark);
  add(std::move(part), anchor);
}

void YamlTree::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t offset = offset_of(mark);
  const std::string_view word = source_.word_at(offset);
  const Mark place = source_.locate(offset, offset + word.size());
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    stop(kYamlAliasCycle, place,
         fmt::format("the alias {} stands inside the part that it stands for",
                     printable(word, kShownMax)),
         "write that part out");
  }
  const Part& part = found->second;
  if (expects_key()) {
    const bool is_text = part.value.is_string();
    if (!is_text) {
      report_key(place, kind_name(part.value));
    }
    add_key(Key{.text = is_text ? part.value.as_string() : "",
                .mark = place,
                .offset = offset,
                .line = mark.line,
                .column = mark.column,
                .is_bad = !is_text});
    return;
  }
  check_indent(mark);
  // Before the copy is made: the copy is what could exhaust the memory.
  count_copy(part, place);
  if (frames_.size() + part.height > limits_.depth_max) {
    stop(kYamlTooDeep, place,
         fmt::format("with aliases written out, nesting is more than {} deep", limits_.depth_max),
         kTooDeepHint);
  }
  Part copy = part;
  copy.value.mark = place;
  add(std::move(copy), 0);
}

void YamlTree::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                        const std::string& read_text) {
  const std::string text = mend_escapes(read_text);
  const std::size_t offset = source_.skip_properties(offset_of(mark));
  const Mark place = mark_scalar(offset, text);
  const bool plain = tag == kNoTag;
  if (!plain && tag != kNotPlain) {
    check_tag(tag, "tag:yaml.org,2002:str", place);
  }
  const bool is_key = expects_key();
  Part part;
  part.text_bytes = text.size();
  part.value = plain && !is_key ? resolve(text, place) : Value(text);
  part.value.mark = place;
  part.value.plain = plain;
  count_nodes(1, place);
  if (!is_key) {
    check_indent(mark);
    add(std::move(part), anchor);
    return;
  }
  if (anchor != 0) {
    count_copy(part, place);
    anchors_[anchor] = std::move(part);
  }
  add_key(Key{.text = text,
              .mark = place,
              .offset = offset,
              .line = mark.line,
              .column = mark.column,
              .is_merge = plain && text == "<<"});
}

void YamlTree::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                               YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  check_tag(tag, "tag:yaml.org,2002:seq", source_.locate(offset_of(mark)));
  open(Value::array(), mark, anchor, style);
}

void YamlTree::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                          YAML::EmitterStyle::value style) {
  check_tag(tag, "tag:yaml.org,2002:map", source_.locate(offset_of(mark)));
  open(Value::object(), mark, anchor, style);
}

void YamlTree::check_skipped_lines() {
  // The parser takes a line that begins with '%' for a directive wherever it stands, and skips it.
  // The right place is in front of `---`; the right other place is inside quotes.
  const std::string& text = source_.text();
  const bool has_marker = documents_ > 0 && text.compare(start_offset_, 3, "---") == 0;
  auto quoted = quoted_.begin();
  for (std::size_t i = 0; i < text.size(); i = std::min(text.find('\n', i), text.size() - 1) + 1) {
    if (text[i] != '%' || (has_marker && i < start_offset_)) {
      continue;
    }
    quoted =
        std::find_if(quoted, quoted_.end(), [i](const auto& range) { return i < range.second; });
    if (quoted == quoted_.end() || i < quoted->first) {
      report(kYamlSyntax, source_.locate(i), "a line cannot begin with '%'",
             "put the text in quotes");
      return;
    }
  }
}

void YamlTree::report(const ErrorCode& code, const Mark& mark, std::string message,
                      std::string hint) {
  Diagnostic finding;
  finding.code = std::string(code.name);
  finding.where = SourceSpan{file_, mark.line, mark.column, mark.end_column};
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  diagnostics_.push_back(std::move(finding));
  if (diagnostics_.size() >= kFindingsMax && !stopped_) {
    stopped_ = true;
    throw YAML::Exception(YAML::Mark::null_mark(), "stopped");
  }
}

void YamlTree::stop(const ErrorCode& code, const Mark& mark, std::string message,
                    std::string hint) {
  stopped_ = true;
  report(code, mark, std::move(message), std::move(hint));
  throw YAML::Exception(YAML::Mark::null_mark(), "stopped");
}

bool YamlTree::expects_key() const {
  return !frames_.empty() && frames_.back().part.value.is_object() &&
         !frames_.back().key.has_value();
}

/// Tells whether the value that is left out follows a key without a ':', which the parser lets pass
/// at the end of the text. The event then names the key itself, or the '?' that stands for the ':'.
bool YamlTree::lacks_colon(std::size_t token_offset) const {
  if (frames_.empty() || frames_.back().in_brackets || !frames_.back().key.has_value() ||
      token_offset > frames_.back().key->offset) {
    return false;
  }
  const std::string_view token = std::string_view(source_.text()).substr(token_offset, 2);
  return !(token == "?" || token == "? " || token == "?\t" || token == "?\n");
}

std::size_t YamlTree::offset_of(const YAML::Mark& mark) const {
  // The parser counts bytes, and never less than 0 in an event.
  return std::min(static_cast<std::size_t>(mark.pos), source_.text().size());
}

/// Finds where a scalar ends, which the event does not say: a quoted one at its quote, a plain one
/// after its text if that stands in one piece. Block scalars get no end.
Mark YamlTree::mark_scalar(std::size_t offset, const std::string& text) {
  const std::string& source = source_.text();
  if (offset < source.size() && is_quote(source[offset])) {
    const auto end = source_.find_quote_end(offset);
    if (!end.has_value()) {
      // The parser takes the end of the document for the missing quote.
      stop(kYamlSyntax, source_.locate(offset), "a quote opens here and is never closed",
           fmt::format("add the closing {}", source[offset]));
    }
    const Mark mark = source_.locate(offset, *end);
    if (mark.end_column == 0) {
      quoted_.emplace_back(offset, *end);
    }
    return mark;
  }
  if (text.empty() || source.compare(offset, text.size(), text) != 0) {
    return source_.locate(offset);
  }
  return source_.locate(offset, offset + text.size());
}

/// Places a value that is left out behind the text in front of it: after `key:` or `-`. The event
/// names the next token, which may stand on a later line, or the `?` in front of the key.
Mark YamlTree::mark_absent(std::size_t offset) {
  const std::size_t end = source_.end_of_text_before(offset);
  if (!frames_.empty() && frames_.back().key.has_value() && end < frames_.back().key->offset) {
    return frames_.back().key->mark;
  }
  return source_.locate(end);
}

/// Refuses a value on a line of its own that stands no deeper than its key: the parser takes it,
/// but it is more likely a key without ':'. Lists of block style may stand there.
void YamlTree::check_indent(const YAML::Mark& mark) {
  if (frames_.empty() || frames_.back().in_brackets || !frames_.back().key.has_value()) {
    return;
  }
  const Key& key = *frames_.back().key;
  if (key.is_bad || mark.line <= key.line || mark.column > key.column) {
    return;
  }
  const Mark place = source_.locate(offset_of(mark));
  const std::string_view line = source_.line(place.line);
  if (line.find_first_not_of(' ') == static_cast<std::size_t>(mark.column)) {
    report(kYamlSyntax, place,
           fmt::format("this is not indented deeper than the key '{}' above",
                       printable(key.text, kShownMax)),
           "indent the value, or write `key: value`");
  }
}

Value YamlTree::resolve(const std::string& text, const Mark& mark) {
  PlainScalar scalar = resolve_plain_scalar(text);
  if (scalar.too_large) {
    const std::string shown = printable(text, kShownMax);
    report(kYamlNumberTooLarge, mark, fmt::format("the number {} does not fit into 64 bits", shown),
           fmt::format("if it is text, put it in quotes: \"{}\"", shown));
  }
  if (is_yaml11_boolean(text) && diagnostics_.size() + 1 < kFindingsMax) {
    const std::string word = to_lower(text);
    report(kYamlAmbiguousScalar, mark,
           fmt::format("{} is a string here, but a boolean to older versions of YAML", text),
           fmt::format("write {}, or \"{}\" for the string", word == "yes" || word == "on", text));
    diagnostics_.back().severity = Severity::kWarning;
  }
  return std::move(scalar.value);
}

void YamlTree::check_tag(const std::string& tag, std::string_view known, const Mark& mark) {
  if (tag != kNoTag && tag != known) {
    report(kYamlUnknownTag, mark,
           fmt::format("the tag {} has no meaning here", printable(tag, kShownMax)),
           "remove the tag");
  }
}

void YamlTree::open(Value empty, const YAML::Mark& mark, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) {
  Frame frame;
  frame.offset = source_.skip_properties(offset_of(mark));
  const Mark place = source_.locate(frame.offset);
  if (frames_.size() == limits_.depth_max) {
    stop(kYamlTooDeep, place,
         fmt::format("lists and mappings are nested more than {} deep", limits_.depth_max),
         kTooDeepHint);
  }
  count_nodes(1, place);
  frame.is_key = expects_key();
  if (style == YAML::EmitterStyle::Flow && !frame.is_key) {
    check_indent(mark);
  }
  frame.part.value = std::move(empty);
  frame.part.value.mark = place;
  frame.anchor = anchor;
  frame.in_brackets = style == YAML::EmitterStyle::Flow;
  frames_.push_back(std::move(frame));
}

void YamlTree::close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (!frame.merged.empty()) {
    merge_into(frame.part.value, std::move(frame.merged));
  }
  ++frame.part.height;
  if (!frame.is_key) {
    add(std::move(frame.part), frame.anchor);
    return;
  }
  // Not before it is closed: the parser takes a bracket that never is for a key.
  report_key(frame.part.value.mark, kind_name(frame.part.value));
  add_key(Key{.text = {}, .mark = frame.part.value.mark, .is_bad = true});
}

std::optional<std::size_t> YamlTree::open_bracket() const {
  const auto found = std::find_if(frames_.begin(), frames_.end(),
                                  [](const Frame& frame) { return frame.in_brackets; });
  return found == frames_.end() ? std::nullopt : std::optional(found->offset);
}

void YamlTree::add(Part part, YAML::anchor_t anchor) {
  if (anchor != 0) {
    count_copy(part, part.value.mark);
    anchors_[anchor] = part;
  }
  if (frames_.empty()) {
    root_ = std::move(part.value);
    return;
  }
  Frame& frame = frames_.back();
  frame.part.nodes += part.nodes;
  frame.part.text_bytes += part.text_bytes;
  frame.part.height = std::max(frame.part.height, part.height);
  if (frame.part.value.is_array()) {
    frame.part.value.push_back(std::move(part.value));
  } else {
    add_member(frame, std::move(part.value));
  }
}

void YamlTree::add_key(Key key) {
  Frame& frame = frames_.back();
  const bool is_new =
      key.is_bad || (key.is_merge ? !std::exchange(frame.saw_merge, true)
                                  : is_new_name(frame.part.value, frame.names, key.text));
  if (!is_new) {
    const int first = line_of_key(frame.part.value, key.text);
    report(kYamlDuplicateKey, key.mark,
           fmt::format("the key '{}' stands twice in one mapping{}", printable(key.text, kShownMax),
                       first > 0 ? fmt::format(", first in line {}", first) : ""),
           key.is_merge ? "merge several mappings with a list: `<<: [*one, *two]`"
                        : "remove or rename one of the two");
    key.is_bad = true;
  }
  frame.part.text_bytes += key.text.size();
  frame.key = std::move(key);
}

void YamlTree::report_key(const Mark& mark, std::string_view found) {
  report(kYamlKeyNotText, mark, fmt::format("a key must be text, got {}", found),
         "put the key in quotes");
}

void YamlTree::add_member(Frame& frame, Value value) {
  Key key = std::move(*frame.key);
  frame.key.reset();
  if (key.is_merge && !key.is_bad) {
    add_merged(frame, std::move(value));
  } else if (!key.is_bad) {
    frame.part.value.members().push_back(Member{std::move(key.text), std::move(value), key.mark});
  }
}

void YamlTree::add_merged(Frame& frame, Value value) {
  if (value.is_object()) {
    std::move(value.members().begin(), value.members().end(), std::back_inserter(frame.merged));
    return;
  }
  const bool all_mappings =
      value.is_array() && std::all_of(value.items().begin(), value.items().end(),
                                      [](const Value& item) { return item.is_object(); });
  if (!all_mappings) {
    report(kYamlMergeNotMapping, value.mark,
           fmt::format("<< merges mappings, got {}", kind_name(value)),
           "name an anchored mapping (`<<: *name`) or a list of them");
    return;
  }
  for (Value& item : value.items()) {
    add_merged(frame, std::move(item));
  }
}

void YamlTree::count_nodes(std::size_t nodes, const Mark& mark) {
  nodes_ += nodes;
  if (nodes_ > limits_.nodes_max) {
    stop(kYamlTooLarge, mark,
         fmt::format("the document has more than {} values, with aliases written out",
                     limits_.nodes_max),
         kTooLargeHint);
  }
}

/// Anchored parts are kept, and written out at each alias; both cost as much as a part of its own.
void YamlTree::count_copy(const Part& part, const Mark& mark) {
  count_nodes(part.nodes, mark);
  copied_bytes_ += part.text_bytes;
  if (copied_bytes_ > limits_.bytes_max) {
    stop(kYamlTooLarge, mark,
         fmt::format("the document has more than {} of text, with aliases written out",
                     format_bytes(static_cast<long long>(limits_.bytes_max))),
         kTooLargeHint);
  }
}

}  // namespace osiris
