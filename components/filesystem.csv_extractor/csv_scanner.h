#pragma once
// Splits CSV text into records and fields, and knows on which line each begins. Knows nothing of
// types or of what the columns mean.

#include "components/filesystem.csv_extractor/dialect.h"
#include "components/filesystem.csv_extractor/structural_index.h"
#include "components/filesystem.csv_extractor/text_source.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvMalformed{"csv.malformed", Fault::kUser,
                                         "The file breaks the rules of CSV: a quote is not closed, "
                                         "text follows a closing quote, or a row "
                                         "has more or fewer fields than the header. Correct the "
                                         "line, or set delimiter, quote or escape."};
/// A longer record is refused: mostly it is a quote that is never closed. Unit: bytes.
inline constexpr std::size_t kRecordBytesMax = std::size_t{64} << 20;

/// A field as it stands in the file.
struct RawField {
  std::string_view text;  ///< Without its quotes; doubled quotes and escapes are still in it.
  bool quoted = false;
  bool has_escapes = false;
};

/// Returns a field's value: doubled quotes undone, and escapes of quotes, escapes and line breaks.
/// An escape before anything else is a character like any other.
std::string value_of(const RawField& field, const Dialect& dialect);

enum class LineKind { kRecord, kBlank, kComment };

/// What ends a line: nothing at the end of the file.
enum class LineEnd { kNone, kLf, kCrLf, kCr };

/// One line, or several when quotes hold line breaks. Lifetime of the fields: until the next read.
struct CsvLine {
  LineKind kind = LineKind::kRecord;
  LineEnd end = LineEnd::kNone;
  std::int64_t number = 0;       ///< In the file, from 1; the first one of several.
  std::vector<RawField> fields;  ///< A blank line has one empty field, a comment none.
};

/// Reads a file's lines one after the other. Memory: a buffer, and the longest record.
class CsvScanner {
 public:
  /// `name` stands for the file in messages. A byte order mark at the start is passed over.
  CsvScanner(ByteSource& source, const Dialect& dialect, std::string name);

  /// Reads the next line; false at the end of the file and after a failure, which outcome() tells
  /// apart. A bool, since there are many lines and a Result is large.
  bool next(CsvLine& line);
  /// Errors: csv.malformed, csv.bad_encoding, and those of the source.
  const Status& outcome() const { return outcome_; }

  /// Returns the text of the line that was read, without its end. Lifetime: until the next read.
  std::string_view line_text() const { return line_text_; }
  /// After csv.malformed: passes over the text up to the first line break, whether quotes are open
  /// or not, so that a stray quote costs one line; line_text() is that text then. False if that
  /// cannot be, since the row is longer than kRecordBytesMax, or something else went wrong.
  bool pass_malformed();
  /// Passes over the next line as it stands in the file: quotes and comments have no meaning in it,
  /// and it counts as a comment. False as with next().
  bool next_skipped(CsvLine& line);

  /// Returns the number of the line that comes next.
  std::int64_t line_number() const { return line_number_; }
  /// Returns how many bytes of text were read so far, in lines that are done.
  std::int64_t scanned_bytes() const { return passed_ + static_cast<std::int64_t>(cursor_); }

 private:
  struct LineBreak {
    std::size_t start = 0;
    std::size_t end = 0;
  };
  enum class Outcome { kDone, kCutOff, kTextAfterQuote, kOpenQuote };

  Status refill();
  void index_buffer();
  void check_utf8();
  Error bad_encoding() const;
  Outcome scan_line(CsvLine& line);
  Outcome scan_fields(CsvLine& line);
  Outcome scan_plain(RawField& field);
  Outcome scan_quoted(RawField& field, std::size_t start);
  Outcome scan_line_end(CsvLine& line);
  Outcome scan_comment(CsvLine& line);
  std::size_t find_opening_quote() const;
  bool ends_field(char byte) const;
  void pass_structural(std::size_t offset);
  Error malformed(const CsvLine& line, Outcome outcome) const;

  std::optional<LineBreak> find_break() const;
  std::optional<LineBreak> pass_to_break();
  bool give_up(Error error);
  std::string_view text_between(std::size_t start, std::size_t end) const {
    return {buffer_.data() + start, end - start};
  }

  ByteSource& source_;
  Dialect dialect_;
  std::array<bool, 256> ends_field_{};  ///< By byte: delimiter, line end, comment.
  std::string name_;

  std::vector<char> buffer_;
  std::size_t size_ = 0;    ///< Bytes in the buffer.
  std::size_t cursor_ = 0;  ///< Where the next line begins.
  std::size_t utf8_checked_ = 0;
  /// The first byte in the buffer that is no text. The buffer is not filled again behind it.
  std::size_t invalid_ = std::numeric_limits<std::size_t>::max();
  bool source_ended_ = false;
  StructuralIndex index_;
  std::size_t cursor_structural_ = 0;  ///< The first structural byte not before the cursor.

  std::size_t position_ = 0;         ///< In the line that is being scanned.
  std::size_t structural_ = 0;       ///< The first structural byte not before the position.
  std::size_t line_end_ = 0;         ///< Where the line's end begins.
  std::int64_t breaks_in_line_ = 0;  ///< Line breaks in quotes.

  std::int64_t line_number_ = 1;
  std::int64_t passed_ = 0;  ///< Bytes that have left the buffer.
  std::string_view line_text_;
  bool is_too_long_ = false;  ///< The line that is malformed.
  Status outcome_;
};

}  // namespace osiris::components
