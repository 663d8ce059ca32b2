#pragma once
// How text files are encoded: the names that pipelines use, and the way from UTF-8.

#include "osiris/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace osiris::components {

enum class Encoding { kUtf8, kUtf16, kLatin1, kAscii };

/// Returns the encoding that a spec's option `encoding` allows by this name.
Encoding parse_encoding(std::string_view name);

/// Returns how many bytes valid UTF-8 becomes in an encoding, without a byte order mark. A
/// character that the encoding does not have counts as one byte.
std::size_t encoded_size(std::string_view utf8, Encoding encoding);

inline constexpr ErrorCode kNotEncodable{
    "csv.not_encodable", Fault::kUser,
    "The target's encoding has no such character. Choose utf-8 or utf-16, or replace the character "
    "in a transform."};

/// Encodes a stream of UTF-8 text that comes in pieces. One thread at a time.
class Encoder {
 public:
  /// `continues` says that the text goes on behind other text, without a byte order mark.
  explicit Encoder(Encoding encoding, bool continues = false)
      : encoding_(encoding), started_(continues) {}

  /// Returns the encoded bytes of the next piece; valid until the next call and no longer than
  /// `utf8`, of which it may be a part. A character that is cut by the end of a piece is kept for
  /// the next one. UTF-16 starts with a byte order mark.
  /// Errors: csv.not_encodable naming character and line.
  Result<std::string_view> encode(std::string_view utf8);

 private:
  Status append(std::uint32_t code_point);

  Encoding encoding_;
  bool started_;
  std::int64_t line_ = 1;  ///< Of the text so far, for messages.
  std::string carried_;    ///< The bytes of a cut character.
  std::string encoded_;
};

}  // namespace osiris::components
