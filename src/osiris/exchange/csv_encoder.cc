#include "osiris/exchange/csv_encoder.h"

#include "osiris/exchange/value_text.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace osiris::exchange {

namespace {

bool is_number(TypeId id) { return (id >= TypeId::kTinyint && id <= TypeId::kDecimal); }

// Types whose text may hold any character.
bool is_free_text(TypeId id) {
  return id == TypeId::kVarchar || id == TypeId::kJson || id == TypeId::kEnum;
}

bool is_plain_text(TypeId id) {
  switch (id) {
    case TypeId::kBlob:
    case TypeId::kList:
    case TypeId::kArray:
    case TypeId::kStruct:
    case TypeId::kMap:
      return false;
    default:
      return !is_free_text(id);
  }
}

// True if numbers, dates or intervals could hold the character.
bool occurs_in_plain_text(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("+-.: ()").find(c) != std::string_view::npos;
}

/// Tells whether a spreadsheet would take a text for a formula. A number is one without harm.
bool looks_like_formula(std::string_view text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text.front()) == std::string_view::npos) {
    return false;
  }
  double number = 0;
  const char* const begin = text.data() + (text.front() == '+' ? 1 : 0);
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(begin, end, number);
  return problem != std::errc() || stopped != end;
}

/// U+FEFF in UTF-8. At the start of a file it is no text but a mark, which readers pass over.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::size_t index_of(char c) { return static_cast<unsigned char>(c); }

}  // namespace

CsvEncoder::CsvEncoder(const Schema& schema, const CsvFormat& format) : format_(format) {
  for (const char c : {format.delimiter, format.quote, '\n', '\r'}) {
    special_[index_of(c)] = true;
  }
  for (const Column& column : schema) {
    names_.push_back(column.name);
    styles_.push_back(style_of(column.type.id));
  }
}

CsvEncoder::Style CsvEncoder::style_of(TypeId type) const {
  if (format_.quoting == CsvQuoting::kAll ||
      (format_.quoting == CsvQuoting::kNonNumeric && !is_number(type))) {
    return Style::kQuoted;
  }
  if (is_free_text(type)) {
    return Style::kText;
  }
  const bool odd_format =
      occurs_in_plain_text(format_.delimiter) || occurs_in_plain_text(format_.quote);
  return is_plain_text(type) && !odd_format ? Style::kBare : Style::kRendered;
}

void CsvEncoder::append_text_field(std::string_view text, bool always_quote,
                                   ByteBuffer& out) const {
  const bool quote =
      always_quote || text.empty() || text.starts_with(kByteOrderMark) ||
      std::any_of(text.begin(), text.end(), [this](char c) { return special_[index_of(c)]; });
  if (!quote) {
    return append_text(text, out);
  }
  out.reserve_more(2 * text.size() + 2);
  out.append(format_.quote);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t found = text.find(format_.quote, begin);
    const std::size_t end = found == std::string_view::npos ? text.size() : found + 1;
    append_text(text.substr(begin, end - begin), out);
    if (found != std::string_view::npos) {
      out.append(format_.quote);
    }
    begin = end;
  }
  out.append(format_.quote);
}

void CsvEncoder::append_free_field(std::string_view text, bool always_quote,
                                   ByteBuffer& out) const {
  if (format_.guards_formulas && looks_like_formula(text)) {
    return append_text_field("'" + std::string(text), always_quote, out);
  }
  append_text_field(text, always_quote, out);
}

void CsvEncoder::append_field(const VectorView& column, std::size_t row, Style style,
                              ByteBuffer& out) const {
  if (style == Style::kBare) {
    return append_value(column, row, out);
  }
  if (is_free_text(column.type().id)) {
    return append_free_field(column.text(row), style == Style::kQuoted, out);
  }
  ByteBuffer rendered;
  append_value(column, row, rendered);
  append_text_field({reinterpret_cast<const char*>(rendered.data()), rendered.size()},
                    style == Style::kQuoted, out);
}

void CsvEncoder::append_header(ByteBuffer& out) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (i > 0) {
      out.append(format_.delimiter);
    }
    append_free_field(names_[i], format_.quoting != CsvQuoting::kMinimal, out);
  }
  append_text(format_.newline, out);
}

void CsvEncoder::append_rows(const RelationReader& reader, ByteBuffer& out, RowEnds* ends) const {
  std::vector<VectorView> columns;
  columns.reserve(styles_.size());
  for (std::size_t i = 0; i < styles_.size(); ++i) {
    columns.push_back(reader.column(i));
  }
  const std::size_t rows = reader.row_count();
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) {
        out.append(format_.delimiter);
      }
      if (!columns[i].is_null(row)) {
        append_field(columns[i], row, styles_[i], out);
      } else if (columns.size() == 1) {
        // A blank line would be no row at all to most readers.
        out.append(format_.quote);
        out.append(format_.quote);
      }
    }
    append_text(format_.newline, out);
    if (ends != nullptr) {
      ends->push_back(out.size());
    }
  }
}

}  // namespace osiris::exchange
