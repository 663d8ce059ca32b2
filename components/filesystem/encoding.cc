#include "components/filesystem/encoding.h"

#include "osiris/base/check.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace osiris::components {
namespace {

constexpr std::uint32_t kAsciiMax = 0x7F;
constexpr std::uint32_t kLatin1Max = 0xFF;
constexpr std::uint32_t kOneUnitMax = 0xFFFF;  ///< Above it, UTF-16 needs two units.

/// Returns how many bytes a character has whose first byte this is.
std::size_t sequence_length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::uint32_t decode(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence.front());
  constexpr std::array<std::uint32_t, 5> kLeadBits{0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t code_point = lead & kLeadBits[sequence.size()];
  for (const char byte : sequence.substr(1)) {
    code_point = (code_point << 6) | (static_cast<unsigned char>(byte) & 0x3FU);
  }
  return code_point;
}

void append_utf16(std::uint32_t unit, std::string& out) {
  out.push_back(static_cast<char>(unit & 0xFF));
  out.push_back(static_cast<char>(unit >> 8));
}

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
      return "utf-8";
    case Encoding::kUtf16:
      return "utf-16";
    case Encoding::kLatin1:
      return "latin-1";
    case Encoding::kAscii:
      break;
  }
  return "ascii";
}

}  // namespace

Encoding parse_encoding(std::string_view name) {
  if (name == "utf-8") {
    return Encoding::kUtf8;
  }
  if (name == "utf-16") {
    return Encoding::kUtf16;
  }
  if (name == "latin-1" || name == "iso-8859-1") {
    return Encoding::kLatin1;
  }
  OSIRIS_CHECK(name == "ascii", "the spec allows no other encoding");
  return Encoding::kAscii;
}

std::size_t encoded_size(std::string_view utf8, Encoding encoding) {
  if (encoding == Encoding::kUtf8) {
    return utf8.size();
  }
  const std::size_t characters = count_code_points(utf8);
  if (encoding != Encoding::kUtf16) {
    return characters;
  }
  const auto takes_two_units = [](char lead) { return static_cast<unsigned char>(lead) >= 0xF0; };
  return 2 * (characters +
              static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), takes_two_units)));
}

Result<std::string_view> Encoder::encode(std::string_view utf8) {
  if (encoding_ == Encoding::kUtf8) {
    return utf8;
  }
  encoded_.clear();
  if (!started_ && encoding_ == Encoding::kUtf16) {
    append_utf16(0xFEFF, encoded_);
  }
  started_ = true;
  const std::string joined = carried_ + std::string(utf8);
  std::string_view left = joined;
  while (!left.empty() && sequence_length(left.front()) <= left.size()) {
    const std::size_t length = sequence_length(left.front());
    OSIRIS_CHECKED(append(decode(left.substr(0, length))));
    left.remove_prefix(length);
  }
  carried_ = left;
  return std::string_view(encoded_);
}

Status Encoder::append(std::uint32_t code_point) {
  line_ += code_point == '\n' ? 1 : 0;
  if (encoding_ == Encoding::kUtf16) {
    if (code_point <= kOneUnitMax) {
      append_utf16(code_point, encoded_);
    } else {
      append_utf16(0xD800 + ((code_point - 0x10000) >> 10), encoded_);
      append_utf16(0xDC00 + ((code_point - 0x10000) & 0x3FF), encoded_);
    }
    return {};
  }
  if (code_point > (encoding_ == Encoding::kAscii ? kAsciiMax : kLatin1Max)) {
    std::array<char, 16> shown{};
    std::snprintf(shown.data(), shown.size(), "U+%04X", code_point);
    return fail(kNotEncodable,
                "line " + std::to_string(line_) + " has the character " + shown.data() +
                    ", which " + std::string(name_of(encoding_)) + " does not have",
                "set 'encoding' to utf-8 or utf-16, or replace the character in a transform");
  }
  encoded_.push_back(static_cast<char>(code_point));
  return {};
}

}  // namespace osiris::components
