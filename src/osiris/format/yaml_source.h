#pragma once
// A YAML document's text, by byte offset: where things stand for people, and where scalars end.

#include "osiris/format/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris {

/// Stands in front of UTF-8 that some editors write; anywhere else it is a mistake.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Removes what some editors put in front of UTF-8.
std::string_view without_byte_order_mark(std::string_view document);

/// Returns a document's text as the parser should see it: without byte order mark, lines end with
/// LF, and blanks after the last one are gone, which the parser would take for the last word of a
/// folded block.
std::string yaml_source_text(std::string_view document);

/// Valid UTF-8 with LF line ends. Offsets count bytes. Threads: one at a time, for the cursor.
class YamlSource {
 public:
  explicit YamlSource(std::string text);

  const std::string& text() const { return text_; }

  /// Returns line and column of an offset; past the end counts as the end. Fast when offsets grow.
  Mark locate(std::size_t offset);

  /// Returns line, column and end column of a stretch; no end column if it breaks the line.
  Mark locate(std::size_t offset, std::size_t end);

  /// Returns the offset at which the line of an offset begins.
  std::size_t line_start(std::size_t offset) const;

  /// Returns the text of a line (from 1), without its line feed.
  std::string_view line(int number) const;

  /// Returns the offset after the tag or anchor that begins at `offset`.
  std::size_t find_property_end(std::size_t offset) const;

  /// Returns the offset after the tags, anchors, blanks and comments that stand before a node.
  std::size_t skip_properties(std::size_t offset) const;

  /// Returns the offset after the quote that closes the scalar whose opening quote stands at
  /// `offset`; nothing if it is never closed.
  std::optional<std::size_t> find_quote_end(std::size_t offset) const;

  /// Returns the offset after the last text before `offset`; blanks and comment lines are no text.
  std::size_t end_of_text_before(std::size_t offset) const;

  /// Returns the word at an offset: up to white space, a comma or a closing bracket.
  std::string_view word_at(std::size_t offset) const;

 private:
  std::size_t line_index_of(std::size_t offset) const;

  /// A place whose column is known, so that the next one on its line is counted from there.
  struct Cursor {
    std::size_t line_index = 0;
    std::size_t offset = 0;
    std::size_t column = 1;
  };

  std::string text_;
  std::vector<std::size_t> line_starts_;
  Cursor cursor_;
};

}  // namespace osiris
