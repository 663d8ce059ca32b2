#include "components/filesystem.csv_extractor/csv_scanner.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <cstring>

namespace osiris::components {
namespace {

/// Fits the processor's cache; measured: 64 KiB to 1 MiB make no difference.
constexpr std::size_t kBufferBytes = std::size_t{256} << 10;
/// A UTF-8 sequence cut at the end of a buffer is shorter than this. Unit: bytes.
constexpr std::size_t kUtf8Bytes = 4;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_ascii(char byte) { return (static_cast<unsigned char>(byte) & 0x80U) == 0; }

std::size_t find_non_ascii(std::string_view text, std::size_t start) {
  while (start < text.size() && is_ascii(text[start])) {
    ++start;
  }
  return start;
}

/// Returns the offset of the first byte from `start` on that is not valid UTF-8, or the size. Looks
/// at most text, which is ASCII, eight bytes at a time.
std::size_t find_invalid(std::string_view text, std::size_t start) {
  constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080U;
  while (start < text.size()) {
    std::uint64_t word = 0;
    if (start + sizeof(word) <= text.size()) {
      std::memcpy(&word, text.data() + start, sizeof(word));
      if ((word & kHighBits) == 0) {
        start += sizeof(word);
        continue;
      }
    }
    std::size_t end = start;
    while (end < text.size() && is_ascii(text[end])) {
      ++end;
    }
    while (end < text.size() && !is_ascii(text[end])) {
      ++end;
    }
    if (const auto invalid = find_invalid_utf8(text.substr(start, end - start))) {
      return start + *invalid;
    }
    start = end;
  }
  return start;
}

/// Counts line ends: LF, CR LF and CR.
std::int64_t count_breaks(std::string_view text) {
  std::int64_t breaks = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool follows_return = i > 0 && text[i - 1] == '\r';
    breaks += text[i] == '\r' || (text[i] == '\n' && !follows_return) ? 1 : 0;
  }
  return breaks;
}

/// Tells whether an escape before this byte means it, and not itself.
bool may_be_escaped(char byte, const Dialect& dialect) {
  return byte == dialect.quote || byte == dialect.escape || byte == '\n' || byte == '\r';
}

}  // namespace

std::string value_of(const RawField& field, const Dialect& dialect) {
  std::string value;
  for (std::size_t i = 0; i < field.text.size(); ++i) {
    const bool escapes = field.has_escapes && field.text[i] == dialect.escape &&
                         i + 1 < field.text.size() && may_be_escaped(field.text[i + 1], dialect);
    i += escapes ? 1 : 0;
    value.push_back(field.text[i]);
  }
  return value;
}

CsvScanner::CsvScanner(ByteSource& source, const Dialect& dialect, std::string name)
    : source_(source), dialect_(dialect), name_(std::move(name)), buffer_(kBufferBytes) {
  for (const char byte : {dialect.delimiter, '\n', '\r', dialect.comment.value_or('\n')}) {
    ends_field_[static_cast<unsigned char>(byte)] = true;
  }
}

bool CsvScanner::next(CsvLine& line) {
  for (;;) {
    const bool text_left = cursor_ < size_;
    if ((!text_left && source_ended_) || !outcome_.has_value()) {
      return false;
    }
    const Outcome outcome = text_left ? scan_line(line) : Outcome::kCutOff;
    const std::size_t end = outcome == Outcome::kCutOff ? size_ : position_;
    if (end - cursor_ > kRecordBytesMax) {
      is_too_long_ = true;
      return give_up(malformed(line, Outcome::kCutOff));
    }
    if (end > invalid_ && (outcome == Outcome::kDone || outcome == Outcome::kCutOff)) {
      return give_up(bad_encoding());
    }
    if (outcome == Outcome::kDone) {
      break;
    }
    if (outcome != Outcome::kCutOff) {
      return give_up(malformed(line, outcome));
    }
    if (auto filled = refill(); !filled.has_value()) {
      return give_up(std::move(filled).error());
    }
  }
  line_text_ = text_between(cursor_, line_end_);
  cursor_ = position_;
  cursor_structural_ = structural_;
  line_number_ += breaks_in_line_ + 1;
  return true;
}

bool CsvScanner::pass_malformed() {
  if (outcome_.has_value() || !outcome_.error().is(kCsvMalformed) || is_too_long_) {
    return false;
  }
  outcome_ = {};
  return pass_to_break().has_value();
}

bool CsvScanner::next_skipped(CsvLine& line) {
  line.kind = LineKind::kComment;
  line.number = line_number_;
  line.fields.clear();
  if (cursor_ == size_ && !source_ended_) {
    if (auto filled = refill(); !filled.has_value()) {
      return give_up(std::move(filled).error());
    }
  }
  if (!outcome_.has_value() || cursor_ == size_) {
    return false;
  }
  const auto found = pass_to_break();
  if (!found) {
    return false;
  }
  const std::string_view end = text_between(found->start, found->end);
  line.end = end.empty()       ? LineEnd::kNone
             : end.size() == 2 ? LineEnd::kCrLf
             : end == "\n"     ? LineEnd::kLf
                               : LineEnd::kCr;
  return true;
}

/// Passes over the text up to the next line break; nothing on a failure.
std::optional<CsvScanner::LineBreak> CsvScanner::pass_to_break() {
  std::optional<LineBreak> found = find_break();
  for (; !found; found = find_break()) {
    if (size_ - cursor_ > kRecordBytesMax) {
      give_up(make_error(kCsvMalformed,
                         name_ + ":" + std::to_string(line_number_) + ": the line is longer than " +
                             format_bytes(static_cast<std::int64_t>(kRecordBytesMax)),
                         "check that the file is CSV"));
      return std::nullopt;
    }
    if (auto filled = refill(); !filled.has_value()) {
      give_up(std::move(filled).error());
      return std::nullopt;
    }
  }
  if (found->start > invalid_) {
    give_up(bad_encoding());
    return std::nullopt;
  }
  line_text_ = text_between(cursor_, found->start);
  cursor_ = found->end;
  while (cursor_structural_ < index_.size() && index_[cursor_structural_] < cursor_) {
    ++cursor_structural_;
  }
  ++line_number_;
  return found;
}

/// Finds the next line break, in quotes or not, or the end of the file; nothing if neither is in
/// the buffer.
std::optional<CsvScanner::LineBreak> CsvScanner::find_break() const {
  const std::string_view text = text_between(0, size_);
  const std::size_t start = std::min(text.find_first_of("\r\n", cursor_), size_);
  const std::size_t length = text.substr(start).starts_with("\r\n") ? 2 : 1;
  if (start + length >= size_ && !source_ended_) {
    return std::nullopt;
  }
  return LineBreak{start, std::min(start + length, size_)};
}

bool CsvScanner::give_up(Error error) {
  outcome_ = fail(std::move(error));
  return false;
}

/// Drops what was read, and reads until the buffer is full again.
Status CsvScanner::refill() {
  const bool at_start = passed_ == 0 && size_ == 0;
  std::memmove(buffer_.data(), buffer_.data() + cursor_, size_ - cursor_);
  passed_ += static_cast<std::int64_t>(cursor_);
  utf8_checked_ -= std::min(utf8_checked_, cursor_);
  size_ -= cursor_;
  cursor_ = 0;
  if (size_ > buffer_.size() / 2) {
    buffer_.resize(buffer_.size() * 2);
  }
  while (size_ < buffer_.size() && !source_ended_) {
    OSIRIS_TRY(const std::size_t read, source_.read(std::span(buffer_).subspan(size_)));
    size_ += read;
    source_ended_ = read == 0;
  }
  if (at_start && std::string_view(buffer_.data(), size_).starts_with(kByteOrderMark)) {
    cursor_ = kByteOrderMark.size();
  }
  index_buffer();
  check_utf8();
  return {};
}

void CsvScanner::index_buffer() {
  index_.build(std::string_view(buffer_.data(), size_), dialect_);
  cursor_structural_ = 0;  // A byte order mark holds no structural byte.
}

/// Looks for the first byte that is no text. It is an error when a line reaches it, not before.
void CsvScanner::check_utf8() {
  const std::string_view text(buffer_.data(), size_);
  if (!index_.has_non_ascii()) {
    utf8_checked_ = size_;
    return;
  }
  const std::size_t invalid =
      dialect_.ascii_only ? find_non_ascii(text, utf8_checked_) : find_invalid(text, utf8_checked_);
  utf8_checked_ = invalid;
  const bool may_be_cut_off =
      !dialect_.ascii_only && !source_ended_ && size_ - invalid < kUtf8Bytes;
  if (invalid < size_ && !may_be_cut_off) {
    invalid_ = invalid;
  }
}

Error CsvScanner::bad_encoding() const {
  const std::int64_t breaks = count_breaks(text_between(cursor_, invalid_));
  return make_error(kCsvEncoding,
                    name_ + ":" + std::to_string(line_number_ + breaks) + ": '" +
                        printable(text_between(invalid_, invalid_ + 1)) + "' is not valid " +
                        (dialect_.ascii_only ? "ASCII" : "UTF-8"),
                    "set 'encoding' to what the file is written in: utf-8, latin-1 or utf-16");
}

CsvScanner::Outcome CsvScanner::scan_line(CsvLine& line) {
  line.kind = LineKind::kRecord;
  line.number = line_number_;
  line.fields.clear();
  position_ = cursor_;
  structural_ = cursor_structural_;
  breaks_in_line_ = 0;
  if (const Outcome outcome = scan_fields(line); outcome != Outcome::kDone) {
    return outcome;
  }
  if (position_ < size_ && buffer_[position_] == dialect_.comment) {
    if (const Outcome outcome = scan_comment(line); outcome != Outcome::kDone) {
      return outcome;
    }
  } else if (line.fields.size() == 1 && line.fields[0].text.empty() && !line.fields[0].quoted) {
    line.kind = LineKind::kBlank;
  }
  return scan_line_end(line);
}

CsvScanner::Outcome CsvScanner::scan_fields(CsvLine& line) {
  for (;;) {
    RawField& field = line.fields.emplace_back();
    const std::size_t quote = find_opening_quote();
    const Outcome outcome = quote == size_ ? scan_plain(field) : scan_quoted(field, quote + 1);
    if (outcome != Outcome::kDone) {
      return outcome;
    }
    if (position_ == size_ || buffer_[position_] != dialect_.delimiter) {
      return Outcome::kDone;
    }
    ++position_;
    ++structural_;
  }
}

/// Returns where the quote stands that opens a field at the position, or size_. One blank may stand
/// before it; after two, a quote is a character like any other.
std::size_t CsvScanner::find_opening_quote() const {
  if (position_ == size_) {
    return size_;
  }
  const char first = buffer_[position_];
  if (first == dialect_.quote) {
    return position_;
  }
  const bool after_blank = first == ' ' && dialect_.delimiter != ' ' && position_ + 1 < size_ &&
                           buffer_[position_ + 1] == dialect_.quote;
  return after_blank ? position_ + 1 : size_;
}

bool CsvScanner::ends_field(char byte) const {
  return ends_field_[static_cast<unsigned char>(byte)];
}

CsvScanner::Outcome CsvScanner::scan_plain(RawField& field) {
  const char* const text = buffer_.data();
  std::size_t end = size_;
  for (; structural_ < index_.size(); ++structural_) {
    if (ends_field(text[index_[structural_]])) {
      end = index_[structural_];
      break;
    }
  }
  if (end == size_ && !source_ended_) {
    return Outcome::kCutOff;
  }
  field.text = std::string_view(text + position_, end - position_);
  position_ = end;
  return Outcome::kDone;
}

CsvScanner::Outcome CsvScanner::scan_quoted(RawField& field, std::size_t start) {
  field.quoted = true;
  const char* const text = buffer_.data();
  const bool quote_doubles = dialect_.escape == dialect_.quote;
  std::size_t end = start;
  pass_structural(start);
  for (;; ++structural_) {
    if (structural_ >= index_.size()) {
      return source_ended_ ? Outcome::kOpenQuote : Outcome::kCutOff;
    }
    end = index_[structural_];
    const char byte = text[end];
    const bool next_known = end + 1 < size_;
    if (!next_known && !source_ended_) {
      return Outcome::kCutOff;
    }
    const char next = next_known ? text[end + 1] : '\0';
    if (byte == '\n' || (byte == '\r' && next != '\n')) {
      ++breaks_in_line_;
    } else if (!quote_doubles && byte == dialect_.escape) {
      const bool escapes = next_known && may_be_escaped(next, dialect_);
      const bool before_break = next == '\n' || next == '\r';  // Which counts as a line yet.
      field.has_escapes |= escapes;
      pass_structural(end + (escapes && !before_break ? 2 : 1));
      --structural_;
    } else if (byte == dialect_.quote && quote_doubles && next_known && next == byte) {
      field.has_escapes = true;
      ++structural_;
    } else if (byte == dialect_.quote) {
      break;
    }
  }
  field.text = std::string_view(text + start, end - start);
  position_ = end + 1;
  while (position_ < size_ && text[position_] == ' ' && dialect_.delimiter != ' ') {
    ++position_;
  }
  if (position_ == size_ && !source_ended_) {
    return Outcome::kCutOff;
  }
  pass_structural(position_);
  const bool ended = position_ == size_ || ends_field(text[position_]);
  return ended ? Outcome::kDone : Outcome::kTextAfterQuote;
}

/// Moves to the line end after a comment, to which the blanks before it belong. A line with nothing
/// but blanks before it is no record.
CsvScanner::Outcome CsvScanner::scan_comment(CsvLine& line) {
  RawField& last = line.fields.back();
  if (line.fields.size() == 1 && !last.quoted && trim(last.text).empty()) {
    line.kind = LineKind::kComment;
    line.fields.clear();
  } else if (!last.quoted) {
    last.text = last.text.substr(0, last.text.find_last_not_of(" \t") + 1);
  }
  for (; structural_ < index_.size(); ++structural_) {
    position_ = index_[structural_];
    if (buffer_[position_] == '\n' || buffer_[position_] == '\r') {
      return Outcome::kDone;
    }
  }
  position_ = size_;
  return source_ended_ ? Outcome::kDone : Outcome::kCutOff;
}

CsvScanner::Outcome CsvScanner::scan_line_end(CsvLine& line) {
  line_end_ = position_;
  if (position_ == size_) {
    line.end = LineEnd::kNone;
    return Outcome::kDone;
  }
  const bool return_comes = buffer_[position_] == '\r';
  if (return_comes && position_ + 1 == size_ && !source_ended_) {
    return Outcome::kCutOff;
  }
  const bool feed_follows = return_comes && position_ + 1 < size_ && buffer_[position_ + 1] == '\n';
  line.end = !return_comes ? LineEnd::kLf : feed_follows ? LineEnd::kCrLf : LineEnd::kCr;
  const std::size_t length = feed_follows ? 2 : 1;
  position_ += length;
  structural_ += length;
  return Outcome::kDone;
}

void CsvScanner::pass_structural(std::size_t offset) {
  while (structural_ < index_.size() && index_[structural_] < offset) {
    ++structural_;
  }
}

Error CsvScanner::malformed(const CsvLine& line, Outcome outcome) const {
  const std::string place = name_ + ":" + std::to_string(line.number) + ": ";
  const std::string field = "field " + std::to_string(line.fields.size());
  if (outcome == Outcome::kTextAfterQuote) {
    return make_error(kCsvMalformed, place + "text follows the closing quote of " + field,
                      (dialect_.escape == dialect_.quote
                           ? std::string("double the quotes inside a quoted field; ")
                           : std::string("write ") + dialect_.escape.value_or(' ') +
                                 " before a quote inside a quoted field, as 'escape' says; ") +
                          "if quotes have no meaning in this file, set 'quote' to \"\"");
  }
  if (outcome == Outcome::kCutOff) {
    const std::string limit = format_bytes(static_cast<std::int64_t>(kRecordBytesMax));
    return make_error(kCsvMalformed,
                      place + "the row is longer than " + limit + ", at least up to " + field,
                      "close the quote if one is open; if quotes have no meaning in this file, set "
                      "'quote' to \"\". No option passes over such a row, since nobody can tell "
                      "where it ends");
  }
  return make_error(kCsvMalformed, place + "the quote that opens " + field + " is never closed",
                    "close the quote; if quotes have no meaning in this file, set 'quote' to \"\"");
}

}  // namespace osiris::components
