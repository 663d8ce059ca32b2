#pragma once
// A walk through the text of one JSON value, strict as RFC 8259.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace osiris::components {

/// Deeper values are refused: each level is a call. Unit: levels.
inline constexpr int kJsonDepthMax = 200;

/// What a value is.
enum class JsonKind { kNull, kBoolean, kNumber, kString, kArray, kObject };

/// What is wrong with the text, and where.
struct JsonProblem {
  std::size_t offset;
  std::string what;
};

/// Walks value by value. After a problem every call does nothing and says false, so that walkers
/// look for it once, at the end.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  /// Returns the kind of the value that comes next.
  std::optional<JsonKind> kind();
  /// Reads a string that comes next, escapes resolved.
  bool read_string(std::string& out);
  /// Reads a number that comes next, as it is written.
  bool read_number(std::string_view& out);
  bool read_boolean(bool& out);
  bool read_null();
  /// Checks the value that comes next and passes over it; returns its text.
  std::string_view skip();

  /// Enters an array or an object; leave by next_element() or next_key() saying false.
  bool enter();
  /// Goes to the next element of the array; false at its end, which is left.
  bool next_element();
  /// Goes to the next value of the object and tells its key; false at its end, which is left.
  bool next_key(std::string& key);
  /// Says whether nothing but blanks is left.
  bool at_end();

  const std::optional<JsonProblem>& problem() const { return problem_; }
  std::size_t offset() const { return at_; }
  /// Notes a problem of the caller's, at an offset of its own.
  bool refuse(std::size_t offset, std::string what);

 private:
  char peek();
  bool word(std::string_view expected);
  bool next_item(char close);
  bool read_escape(std::string& out);
  bool read_hex(unsigned& out);
  bool digits();

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool entered_ = false;  ///< No item of the innermost value has been read.
  std::string skipped_;   ///< Texts that nobody asked for; kept for its memory.
  std::optional<JsonProblem> problem_;
};

}  // namespace osiris::components
