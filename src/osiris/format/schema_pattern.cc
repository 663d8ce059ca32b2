#include "osiris/format/schema_pattern.h"

#include "osiris/base/text.h"
#include "osiris/format/schema.h"

#include <fmt/format.h>

namespace osiris {
namespace {

/// Longer patterns are mistakes, and the standard library recurses while it reads them.
constexpr std::size_t kPatternBytesMax = 512;

}  // namespace

Result<Pattern> Pattern::compile(const std::string& text) {
  if (text.size() > kPatternBytesMax) {
    return fail(kSchemaInvalid,
                fmt::format("the pattern is longer than {} bytes", kPatternBytesMax));
  }
  try {
    auto flags = std::regex::ECMAScript;
#ifdef __GLIBCXX__
    // Searches in steps that grow with the text, not exponentially, and without recursion over it.
    flags |= std::regex_constants::__polynomial;
#endif
    return Pattern(text, std::regex(text, flags));
  } catch (const std::regex_error& error) {
    return fail(kSchemaInvalid,
                fmt::format("the pattern '{}' cannot be read: {}", printable(text), error.what()));
  }
}

bool Pattern::matches(const std::string& text) const {
  try {
    return std::regex_search(text, regex_);
  } catch (const std::regex_error&) {
    return false;  // Too complex for this text: no match that anyone could rely on.
  }
}

}  // namespace osiris
