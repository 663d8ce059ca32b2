#include "components/filesystem.json_extractor/record_reader.h"

#include "components/filesystem.json_extractor/json_cursor.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <span>
#include <utility>

namespace osiris::components {
namespace {

/// What is read at once. Unit: bytes.
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
/// Stands for the end of the file, where JSON has no such character.
constexpr char kEnd = '\0';

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool ends_word(char c) { return is_blank(c) || c == ',' || c == ']' || c == '}' || c == ':'; }

std::int64_t lines_in(std::string_view text) {
  return static_cast<std::int64_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Follows a value, piece by piece, to where it ends.
class Extent {
 public:
  /// Takes bytes up to the value's end and returns how many belong to it.
  std::size_t take(std::string_view piece) {
    std::size_t i = 0;
    while (i < piece.size() && !ended_) {
      const char c = piece[i];
      if (in_string_) {
        i += take_text(piece.substr(i));
      } else if (depth_ == 0 && is_word_ && ends_word(c)) {
        ended_ = true;  // The byte is not part of the number or word.
      } else {
        take_mark(c);
        ++i;
      }
    }
    return i;
  }
  bool ended() const { return ended_; }
  /// Whether the end of the file is an end of the value, too.
  bool may_end_with_file() const { return is_word_; }

 private:
  /// Takes a byte outside of texts.
  void take_mark(char c) {
    if (c == '"') {
      in_string_ = true;
      is_word_ = false;
    } else if (c == '{' || c == '[') {
      ++depth_;
      is_word_ = false;
    } else if (c == '}' || c == ']') {
      ended_ = --depth_ == 0;
    }
  }

  /// Takes the bytes of a text up to its end.
  std::size_t take_text(std::string_view piece) {
    std::size_t i = 0;
    if (escaped_) {
      escaped_ = false;
      ++i;
    }
    while (i < piece.size() && piece[i] != '"' && piece[i] != '\\') {
      ++i;
    }
    if (i == piece.size()) {
      return i;
    }
    escaped_ = piece[i] == '\\';
    if (!escaped_) {
      in_string_ = false;
      ended_ = depth_ == 0;
    }
    return i + 1;
  }

  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool is_word_ = true;  ///< A number or a word so far: what ends it is not part of it.
  bool ended_ = false;
};

}  // namespace

Result<JsonRecordReader> JsonRecordReader::open(std::unique_ptr<ByteSource> text, std::string name,
                                                const JsonLayout& layout) {
  JsonRecordReader reader(std::move(text), std::move(name));
  OSIRIS_CHECKED(reader.begin(layout));
  return reader;
}

Status JsonRecordReader::begin(const JsonLayout& layout) {
  constexpr std::size_t kMarkBytes = 3;
  for (bool found = true; found && buffer_.size() < kMarkBytes;) {
    OSIRIS_TRY(found, more());
  }
  if (buffer_.starts_with("\xEF\xBB\xBF")) {
    at_ = kMarkBytes;
  } else if (buffer_.starts_with("\xFF\xFE") || buffer_.starts_with("\xFE\xFF")) {
    return fail(kJsonMalformed, name_ + " is UTF-16, which JSON files are not",
                "convert it to UTF-8");
  }
  OSIRIS_TRY(const char first, peek());
  if (!layout.records_path.empty()) {
    OSIRIS_CHECKED(find_list(layout.records_path));
  } else if (first == '[' && layout.format != JsonFormat::kLines) {
    ++at_;
    in_array_ = true;
  } else if (layout.format == JsonFormat::kArray) {
    return fail(kJsonShape, name_ + " does not begin with an array",
                "set 'format' to ndjson for an object a line, or 'records_path' to the array");
  }
  return {};
}

/// Goes to the list that the keys lead to.
Status JsonRecordReader::find_list(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    OSIRIS_TRY(const char c, peek());
    if (c == '{') {
      ++at_;
      ++open_objects_;
    }
    OSIRIS_TRY(const bool found, c == '{' ? find_key(key) : Result<bool>(false));
    if (!found) {
      return fail(kJsonShape,
                  name_ + " has no '" + printable(key) + "' on the way of 'records_path'",
                  "check 'records_path' against the file; keys are told apart by case");
    }
  }
  OSIRIS_TRY(const char c, peek());
  if (c != '[') {
    return fail(kJsonShape, name_ + ": what 'records_path' leads to is no array",
                "let it lead to an array of objects");
  }
  ++at_;
  in_array_ = true;
  return {};
}

/// Goes behind the colon of a key of the object that has begun; false if it has no such key.
Result<bool> JsonRecordReader::find_key(const std::string& key) {
  for (bool first = true;; first = false) {
    OSIRIS_TRY(char c, peek());
    if (c == '}') {
      return false;
    }
    if (!first) {
      if (c != ',') {
        return fail(malformed("a comma or the object's end is expected here"));
      }
      ++at_;
      OSIRIS_TRY(c, peek());
    }
    if (c != '"') {
      return fail(malformed("a key is expected here"));
    }
    OSIRIS_TRY(const std::string_view quoted, take_value());
    JsonCursor cursor(quoted);
    std::string name;
    cursor.read_string(name);
    OSIRIS_TRY(const char colon, peek());
    if (cursor.problem() || colon != ':') {
      return fail(malformed("a key and a colon are expected here"));
    }
    ++at_;
    if (name == key) {
      return true;
    }
    OSIRIS_CHECKED(peek());
    OSIRIS_CHECKED(take_value());
  }
}

/// Reads on; false at the end of the file. What lies before `at_` is forgotten.
Result<bool> JsonRecordReader::more() {
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t known = buffer_.size();
  buffer_.resize(known + kPieceBytes);
  auto count = text_->read(std::span(buffer_).subspan(known));
  buffer_.resize(known + count.value_or(0));
  OSIRIS_TRY(const std::size_t more, std::move(count));
  return more > 0;
}

/// Passes over blanks and returns the next byte, kEnd at the end of the file.
Result<char> JsonRecordReader::peek() {
  while (true) {
    for (; at_ < buffer_.size(); ++at_) {
      if (buffer_[at_] == kEnd) {
        return fail(malformed("a zero byte stands here, which is no text"));
      }
      if (!is_blank(buffer_[at_])) {
        return buffer_[at_];
      }
      line_ += buffer_[at_] == '\n' ? 1 : 0;
    }
    OSIRIS_TRY(const bool found, more());
    if (!found) {
      return kEnd;
    }
  }
}

/// Takes the value that begins at `at_`. Its text is valid until something is read again.
Result<std::string_view> JsonRecordReader::take_value() {
  Extent extent;
  std::size_t length = 0;
  while (!extent.ended()) {
    if (at_ + length == buffer_.size()) {
      OSIRIS_TRY(const bool found, more());
      if (!found) {
        if (length > 0 && extent.may_end_with_file()) {
          break;
        }
        return fail(malformed("the file ends inside of the value that begins here"));
      }
    }
    length += extent.take(std::string_view(buffer_).substr(at_ + length));
    if (length > kRecordBytesMax) {
      return fail(kJsonTooLarge,
                  name_ + ":" + std::to_string(line_) + ": a value has more than " +
                      format_bytes(static_cast<std::int64_t>(kRecordBytesMax)),
                  "if the file is one document, name the list in it with 'records_path'");
    }
  }
  const std::string_view text = std::string_view(buffer_).substr(at_, length);
  if (text.empty()) {
    return fail(malformed("a value is expected here"));
  }
  at_ += length;
  line_ += lines_in(text);
  return text;
}

Result<std::optional<JsonRecord>> JsonRecordReader::next() {
  if (ended_) {
    return std::optional<JsonRecord>();
  }
  if (in_array_) {
    return next_element();
  }
  OSIRIS_TRY(const char c, peek());
  if (c == kEnd) {
    ended_ = true;
    return std::optional<JsonRecord>();
  }
  const std::int64_t line = line_;
  OSIRIS_TRY(const std::string_view text, take_value());
  return std::optional(JsonRecord{text, line});
}

Result<std::optional<JsonRecord>> JsonRecordReader::next_element() {
  OSIRIS_TRY(char c, peek());
  if (c == ']') {
    ++at_;
    OSIRIS_CHECKED(finish());
    return std::optional<JsonRecord>();
  }
  if (!first_) {
    if (c != ',') {
      return fail(malformed("a comma or the array's end is expected here"));
    }
    ++at_;
    OSIRIS_TRY(c, peek());
  }
  first_ = false;
  const std::int64_t line = line_;
  OSIRIS_TRY(const std::string_view text, take_value());
  return std::optional(JsonRecord{text, line});
}

/// Looks at what follows the list: the rest of the objects around it, then nothing.
Status JsonRecordReader::finish() {
  ended_ = true;
  for (; open_objects_ > 0; --open_objects_) {
    OSIRIS_TRY(char c, peek());
    if (c == ',') {
      // No key is empty text and a blank at once, so this reads to the object's end.
      ++at_;
      OSIRIS_TRY(c, peek());
      while (c != '}') {
        OSIRIS_CHECKED(take_value());
        OSIRIS_TRY(c, peek());
        if (c == ':' || c == ',') {
          ++at_;
          OSIRIS_TRY(c, peek());
        }
        if (c == kEnd) {
          return fail(malformed("the file ends inside of an object"));
        }
      }
    }
    if (c != '}') {
      return fail(malformed("a comma or the object's end is expected here"));
    }
    ++at_;
  }
  OSIRIS_TRY(const char c, peek());
  return c == kEnd ? Status() : fail(malformed("nothing may follow the document"));
}

Error JsonRecordReader::malformed(const std::string& what) const {
  return make_error(kJsonMalformed, name_ + ":" + std::to_string(line_) + ": " + what,
                    "correct the file, or make it anew; a download may have been cut off");
}

std::int64_t JsonRecordReader::line_of(const JsonRecord& record, std::size_t offset) {
  return record.line + lines_in(record.text.substr(0, offset));
}

Error JsonRecordReader::error_at(const JsonRecord& record, std::size_t offset,
                                 const std::string& what) const {
  return make_error(kJsonMalformed,
                    name_ + ":" + std::to_string(line_of(record, offset)) + ": " + what,
                    "correct the file, or make it anew");
}

}  // namespace osiris::components
