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
/// Knows each value plain, URL-encoded, base64 (all three alignments) and JSON-escaped. Values
/// shorter than four bytes are not searched for inside texts (they would mask innocent words); they
/// are still masked by pointer. Threads: safe; values may be added while others redact.
class Redactor {
 public:
  /// Adds a secret value; empty ones are ignored.
  void add_secret(std::string_view secret);
  /// Returns the text with every known secret masked.
  std::string redact(std::string_view text) const;
  /// Masks every string inside a value, object keys too.
  Value redact(const Value& value) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> needles_;  ///< Longest first.
};

/// Returns `config` with the parts that the JSON pointers name replaced by `***` ("/password",
/// "/headers/Authorization"); a pointer to an object or list masks all of its leaves.
Value mask_pointers(const Value& config, const std::vector<std::string>& pointers);

}  // namespace osiris::session
