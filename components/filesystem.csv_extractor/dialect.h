#pragma once
// How a CSV file is written.

#include <optional>

namespace osiris::components {

/// The characters with a meaning; all are printable ASCII or the tab, and differ, but for `escape`,
/// which may equal `quote`: then a quote inside quotes is written twice. Without quote no escape.
struct Dialect {
  char delimiter = ',';
  std::optional<char> quote = '"';
  std::optional<char> escape = '"';
  std::optional<char> comment;
  bool ascii_only = false;  ///< Bytes above 0x7f are an error.
};

}  // namespace osiris::components
