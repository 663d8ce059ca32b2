#pragma once
// The regular expressions of schemas.

#include "osiris/base/result.h"

#include <regex>
#include <string>
#include <utility>

namespace osiris {

/// A regular expression of ECMAScript, which matches anywhere in a text unless anchored.
class Pattern {
 public:
  /// Longer text is not searched: the standard library needs stack and time for each byte.
  static constexpr std::size_t kTextBytesMax = 4096;

  /// Errors: schema.invalid.
  static Result<Pattern> compile(const std::string& text);

  const std::string& text() const { return text_; }

  /// Tells whether `text`, of at most kTextBytesMax bytes, has a match.
  bool matches(const std::string& text) const;

 private:
  Pattern(std::string text, std::regex regex) : text_(std::move(text)), regex_(std::move(regex)) {}

  std::string text_;
  std::regex regex_;
};

}  // namespace osiris
