#include "osiris/format/json.h"

#include "osiris/base/text.h"
#include "osiris/format/json_text.h"

#include <fmt/format.h>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

namespace osiris {
namespace {

/// Deeper text is a mistake or an attack, and would let the recursion in writers eat the stack.
constexpr std::size_t kDepthMax = 128;

/// Objects up to this size look for a key twice one by one; larger ones keep a set of their keys.
constexpr std::size_t kScanMembersMax = 16;

/// Walks over text and leaves word of how far the reader came, which the SAX interface does not
/// say.
class TrackedIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackedIterator(const char* position, const char** reached)
      : position_(position), reached_(reached) {}
  reference operator*() const { return *position_; }
  TrackedIterator& operator++() {
    *reached_ = ++position_;
    return *this;
  }
  bool operator==(const TrackedIterator& other) const { return position_ == other.position_; }
  bool operator!=(const TrackedIterator& other) const { return position_ != other.position_; }

 private:
  const char* position_;
  const char** reached_;
};

/// What the reader refuses on its own account, or the parser reports.
struct Refusal {
  std::string message;
  std::string hint;
  std::optional<std::size_t> offset;  ///< Of the last byte read; absent: as far as the reader came.
};

/// Builds a Value from the parser's events. A handler that returns false stops the parser.
class TreeBuilder {
 public:
  bool null() { return add(Value()); }
  bool boolean(bool value) { return add(Value(value)); }
  bool number_integer(std::int64_t value) { return add(Value(value)); }
  bool number_unsigned(std::uint64_t value) { return add(Value(value)); }
  bool number_float(double value, const std::string& text) {
    if (text.find_first_of(".eE") == std::string::npos) {
      return refuse(fmt::format("the integer {} does not fit into 64 bits", printable(text, 40)),
                    "send it as a string");
    }
    return add(Value(value));
  }
  bool string(std::string& value) { return add(Value(std::move(value))); }
  bool binary(std::vector<std::uint8_t>& /*value*/) { return refuse("binary data", ""); }
  bool start_object(std::size_t /*size*/) { return open(Value::object()); }
  bool start_array(std::size_t /*size*/) { return open(Value::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    Frame& frame = frames_.back();
    if (!is_new_key(frame, name)) {
      return refuse(fmt::format("the key '{}' stands twice in one object", printable(name, 60)),
                    "remove or rename one of the two");
    }
    frame.value.members().push_back(Member{std::move(name), Value(), {}});
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::json::exception& error) {
    refusal_ = Refusal{without_prefix(error.what()), "", position == 0 ? 0 : position - 1};
    return false;
  }

  const std::optional<Refusal>& refusal() const { return refusal_; }
  Value take_root() { return std::move(root_); }

 private:
  struct Frame {
    Value value;
    std::unordered_set<std::string> keys;  ///< Filled only for large objects.
  };

  /// Drops "[json.exception.parse_error.101] parse error at line 1, column 2: ": we say it our way.
  static std::string without_prefix(std::string_view text) {
    const std::size_t column = text.find("column ");
    const std::size_t start = text.find(": ", column == std::string_view::npos ? 0 : column);
    return printable(start == std::string_view::npos ? text : text.substr(start + 2));
  }

  static bool is_new_key(Frame& frame, const std::string& name) {
    const Value::Object& members = frame.value.members();
    if (members.size() < kScanMembersMax) {
      return frame.value.find(name) == nullptr;
    }
    if (frame.keys.empty()) {
      for (const Member& member : members) {
        frame.keys.insert(member.key);
      }
    }
    return frame.keys.insert(name).second;
  }

  bool refuse(std::string message, std::string hint) {
    refusal_ = Refusal{std::move(message), std::move(hint), std::nullopt};
    return false;
  }

  bool open(Value empty) {
    if (frames_.size() == kDepthMax) {
      return refuse(fmt::format("lists and objects are nested more than {} deep", kDepthMax), "");
    }
    frames_.push_back(Frame{std::move(empty), {}});
    return true;
  }

  bool close() {
    Value value = std::move(frames_.back().value);
    frames_.pop_back();
    return add(std::move(value));
  }

  bool add(Value value) {
    if (frames_.empty()) {
      root_ = std::move(value);
    } else if (Value& parent = frames_.back().value; parent.is_array()) {
      parent.push_back(std::move(value));
    } else {
      parent.members().back().value = std::move(value);
    }
    return true;
  }

  std::vector<Frame> frames_;
  Value root_;
  std::optional<Refusal> refusal_;
};

Error syntax_error(std::string_view text, std::size_t offset, const Refusal& refusal) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0, the first line.
  std::string_view on_line = before.substr(line_start);
  if (const auto invalid = find_invalid_utf8(on_line)) {
    on_line = on_line.substr(0, *invalid);
  }
  const std::size_t column = 1 + count_code_points(on_line);
  return make_error(kJsonSyntax,
                    fmt::format("line {}, column {}: {}", line, column, refusal.message),
                    refusal.hint)
      .with("line", std::to_string(line))
      .with("column", std::to_string(column));
}

/// Writes JSON in the order of the tree; the layout is the only thing that differs.
class Writer {
 public:
  /// `indent` is the number of spaces for each level; 0 puts everything on one line.
  explicit Writer(std::size_t indent) : indent_(indent) {}

  std::string write(const Value& value) {
    append(value, 0);
    return std::move(out_);
  }

 private:
  void append(const Value& value, std::size_t depth) {
    switch (value.kind()) {
      case Value::Kind::kNull:
        out_ += "null";
        return;
      case Value::Kind::kBool:
        out_ += value.as_bool() ? "true" : "false";
        return;
      case Value::Kind::kInt:
        fmt::format_to(std::back_inserter(out_), "{}", value.as_int());
        return;
      case Value::Kind::kUint:
        fmt::format_to(std::back_inserter(out_), "{}", value.as_uint());
        return;
      case Value::Kind::kDouble:
        out_ += std::isfinite(value.as_double()) ? to_double_text(value.as_double()) : "null";
        return;
      case Value::Kind::kString:
        append_json_string(out_, value.as_string());
        return;
      case Value::Kind::kArray:
        append_all('[', value.items(), ']', depth);
        return;
      case Value::Kind::kObject:
        append_all('{', value.members(), '}', depth);
        return;
    }
  }

  void append(const Member& member, std::size_t depth) {
    append_json_string(out_, member.key);
    out_ += indent_ == 0 ? ":" : ": ";
    append(member.value, depth);
  }

  template <class Parts>
  void append_all(char open, const Parts& parts, char close, std::size_t depth) {
    out_ += open;
    const char* separator = "";
    for (const auto& part : parts) {
      out_ += separator;
      separator = ",";
      break_line(depth + 1);
      append(part, depth + 1);
    }
    if (!parts.empty()) {
      break_line(depth);
    }
    out_ += close;
  }

  void break_line(std::size_t depth) {
    if (indent_ > 0) {
      out_ += '\n';
      out_.append(depth * indent_, ' ');
    }
  }

  std::size_t indent_;
  std::string out_;
};

}  // namespace

Result<Value> parse_json(std::string_view text) {
  TreeBuilder builder;
  const char* reached = text.data();
  bool complete = false;
  try {
    complete =
        nlohmann::json::sax_parse(TrackedIterator(text.data(), &reached),
                                  TrackedIterator(text.data() + text.size(), &reached), &builder);
  } catch (const nlohmann::json::exception& error) {
    return fail(syntax_error(text, 0, Refusal{printable(error.what()), "", {}}));
  }
  if (complete) {
    return builder.take_root();
  }
  const Refusal& refusal = builder.refusal().value();
  const auto so_far = static_cast<std::size_t>(reached - text.data());
  return fail(syntax_error(text, refusal.offset.value_or(so_far), refusal));
}

std::string to_json(const Value& value) { return Writer(0).write(value); }

std::string to_pretty_json(const Value& value) { return Writer(2).write(value); }

}  // namespace osiris
