#pragma once
// Batches of rows as CSV text. For the files of this folder only.

#include "osiris/exchange/byte_buffer.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/piece_export.h"

#include <array>
#include <string>
#include <vector>

namespace osiris::exchange {

/// Encodes rows of one schema. Threads: const calls are safe.
class CsvEncoder final : public RowEncoder {
 public:
  CsvEncoder(const Schema& schema, const CsvFormat& format);

  /// Appends the header line.
  void append_header(ByteBuffer& out) const;
  void append_rows(const RelationReader& reader, ByteBuffer& out, RowEnds* ends) const override;

 private:
  // How a column's values can be written.
  enum class Style : std::uint8_t {
    kBare,      // Never needs quotes, e.g. numbers.
    kText,      // Quoted where a character asks for it; an empty text is "".
    kRendered,  // Like text, but formatted first (nested types, BLOB).
    kQuoted,    // Always in quotes.
  };
  Style style_of(TypeId type) const;
  void append_field(const VectorView& column, std::size_t row, Style style, ByteBuffer& out) const;
  void append_text_field(std::string_view text, bool always_quote, ByteBuffer& out) const;
  /// The same of text whose characters are free, which may have to be kept from being a formula.
  void append_free_field(std::string_view text, bool always_quote, ByteBuffer& out) const;

  std::vector<std::string> names_;
  std::vector<Style> styles_;
  CsvFormat format_;
  std::array<bool, 256> special_{};  ///< Characters that ask for quotes.
};

}  // namespace osiris::exchange
