#pragma once
// The one mask between a secret and any file or terminal.

#include "osiris/format/value.h"

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::session {

inline constexpr std::string_view kMask = "***";

/// Replaces known secret values, wherever they occur inside a text, by `***`.
/// Knows each value plain, URL-encoded, JSON-escaped (also nested), with quotes doubled, and in
/// base64 (all three alignments). Secrets that overlap or touch become one mask. Values shorter
/// than four bytes are not searched for inside texts (they would mask innocent words); they are
/// still masked by pointer. What is left of a secret where a text was cut (`…`) is masked, too.
/// Threads: safe; values may be added while others redact.
class Redactor {
 public:
  /// Adds a secret value; empty ones are ignored.
  void add_secret(std::string_view secret);
  /// Returns the text with every known secret masked.
  std::string redact(std::string_view text) const;
  /// Without these two a string would be as near to a text as to a Value.
  std::string redact(const std::string& text) const { return redact(std::string_view(text)); }
  std::string redact(const char* text) const { return redact(std::string_view(text)); }
  /// Masks every string inside a value, object keys too.
  Value redact(const Value& value) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> needles_;  ///< What to search for; see searched_forms().
};

/// Returns `config` with the parts that the JSON pointers name replaced by `***` ("/password",
/// "/headers/Authorization"); a pointer to an object or list masks all of its leaves. Null and the
/// empty text stay: they hold no secret, and that a setting is not set is worth seeing.
Value mask_pointers(const Value& config, const std::vector<std::string>& pointers);

}  // namespace osiris::session
