#include "components/filesystem.csv_extractor/text_source.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace osiris::components {
namespace {

constexpr std::string_view kConvertHint =
    "convert the file to UTF-8, e.g. iconv -f utf-16 -t utf-8 IN > OUT";

/// Turns another encoding into UTF-8, a piece at a time.
class TranscodingSource : public ByteSource {
 public:
  TranscodingSource(std::unique_ptr<ByteSource> encoded, std::string name)
      : encoded_(std::move(encoded)), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> space) override {
    while (given_ == text_.size()) {
      text_.clear();
      given_ = 0;
      std::array<char, kInnerBytes> piece{};
      OSIRIS_TRY(const std::size_t count, encoded_->read(piece));
      OSIRIS_CHECKED(count > 0 ? transcode(std::string_view(piece.data(), count)) : finish());
      if (count == 0) {
        break;
      }
    }
    const std::size_t count = text_.copy(space.data(), space.size(), given_);
    given_ += count;
    return count;
  }

 protected:
  virtual Status transcode(std::string_view piece) = 0;
  virtual Status finish() { return {}; }

  /// Appends a character as UTF-8.
  void append(std::uint32_t code_point) {
    const auto push = [this](std::uint32_t byte) { text_.push_back(static_cast<char>(byte)); };
    const bool ends_line = code_point == '\r' || (code_point == '\n' && last_ != '\r');
    line_ += ends_line ? 1 : 0;
    last_ = code_point;
    if (code_point < 0x80) {
      push(code_point);
    } else if (code_point < 0x800) {
      push(0xC0 | (code_point >> 6));
      push(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
      push(0xE0 | (code_point >> 12));
      push(0x80 | ((code_point >> 6) & 0x3F));
      push(0x80 | (code_point & 0x3F));
    } else {
      push(0xF0 | (code_point >> 18));
      push(0x80 | ((code_point >> 12) & 0x3F));
      push(0x80 | ((code_point >> 6) & 0x3F));
      push(0x80 | (code_point & 0x3F));
    }
  }

  tl::unexpected<Error> refuse(const std::string& problem) const {
    return fail(kCsvEncoding, place() + problem, std::string(kConvertHint));
  }

  std::string place() const { return name_ + ":" + std::to_string(line_) + ": "; }

 private:
  std::unique_ptr<ByteSource> encoded_;
  std::string name_;
  std::string text_;
  std::size_t given_ = 0;
  std::int64_t line_ = 1;
  std::uint32_t last_ = 0;
};

class Latin1Source final : public TranscodingSource {
 public:
  using TranscodingSource::TranscodingSource;

 private:
  Status transcode(std::string_view piece) override {
    for (const char byte : piece) {
      append(static_cast<unsigned char>(byte));
    }
    return {};
  }
};

/// Reads UTF-16 in the byte order that its mark says; without a mark in the one that makes line
/// ends and delimiters of the first bytes; little-endian if there are none.
class Utf16Source final : public TranscodingSource {
 public:
  using TranscodingSource::TranscodingSource;

 private:
  Status transcode(std::string_view piece) override {
    if (first_ && !half_) {
      OSIRIS_CHECKED(find_order(piece));
    }
    for (const char byte : piece) {
      const std::uint32_t value = static_cast<unsigned char>(byte);
      if (!half_) {
        first_byte_ = value;
      } else {
        OSIRIS_CHECKED(take(big_endian_ ? first_byte_ << 8 | value : first_byte_ | value << 8));
      }
      half_ = !half_;
    }
    return {};
  }

  /// The wrong order turns all of a file into the header of one column, without any rows.
  Status find_order(std::string_view piece) {
    constexpr std::string_view kDividers = "\n\r\t,;|\"";
    constexpr auto kNone = std::string_view::npos;
    if (piece.starts_with("\xFF\xFE") || piece.starts_with("\xFE\xFF")) {
      return {};
    }
    std::ptrdiff_t little_more = 0;
    bool has_zero = piece.size() < 2;
    for (std::size_t i = 0; i + 1 < piece.size(); i += 2) {
      little_more += piece[i + 1] == '\0' && kDividers.find(piece[i]) != kNone ? 1 : 0;
      little_more -= piece[i] == '\0' && kDividers.find(piece[i + 1]) != kNone ? 1 : 0;
      has_zero |= piece[i] == '\0' || piece[i + 1] == '\0';
    }
    big_endian_ = little_more < 0;
    return has_zero
               ? Status()
               : fail(kCsvEncoding, place() + "the file is no UTF-16: it has no character of ASCII",
                      "set 'encoding' to what the file is written in: utf-8 or latin-1");
  }

  Status finish() override {
    return half_ || high_ != 0 ? Status(refuse("the file ends in half a character of UTF-16"))
                               : Status();
  }

  Status take(std::uint32_t unit) {
    constexpr std::uint32_t kMarkOfOtherOrder = 0xFFFE;
    const bool first = std::exchange(first_, false);
    if (first && unit == kMarkOfOtherOrder) {
      big_endian_ = true;
      return {};
    }
    const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (is_low != (high_ != 0)) {
      return refuse("half of a character of two parts stands alone in UTF-16");
    }
    if (is_low) {
      append(0x10000 + ((std::exchange(high_, 0) - 0xD800) << 10) + (unit - 0xDC00));
    } else if (unit >= 0xD800 && unit < 0xDC00) {
      high_ = unit;
    } else {
      append(unit);
    }
    return {};
  }

  bool big_endian_ = false;
  bool first_ = true;
  bool half_ = false;
  std::uint32_t first_byte_ = 0;
  std::uint32_t high_ = 0;  ///< The first part of a character above U+FFFF, or 0.
};

}  // namespace

Result<OpenedFile> open_text(const Path& path, const std::string& name, const PackingRule& rule,
                             Encoding encoding) {
  OSIRIS_TRY(OpenedFile file, open_file(path, name, rule));
  if (encoding == Encoding::kLatin1) {
    file.content = std::make_unique<Latin1Source>(std::move(file.content), name);
  } else if (encoding == Encoding::kUtf16) {
    file.content = std::make_unique<Utf16Source>(std::move(file.content), name);
  }
  return file;
}

}  // namespace osiris::components
