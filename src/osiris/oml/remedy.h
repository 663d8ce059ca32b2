#pragma once
// What to do with a key that OML 0.1.0 does not have.

#include <algorithm>
#include <string_view>

namespace osiris::oml {

/// For a key that means nothing.
inline constexpr const char* kKeepAsNote =
    "nothing reads it; begin it with `x-` to keep it as a note";

/// A key that documents use for something which is not done, or is done by another key.
struct Remedy {
  std::string_view key;
  const char* text;
};

/// Finds a key in a table of remedies; null if it is not there.
template <class Table>
const Remedy* find_remedy(const Table& table, std::string_view key) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Remedy& remedy) { return remedy.key == key; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace osiris::oml
