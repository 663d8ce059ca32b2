#pragma once
// Which byte of a scalar's value comes from which byte of the document.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace osiris {

/// Traces a scalar that begins at `begin`, behind its tags and anchors, and whose value is `text`.
/// Returns an offset into the source for each byte of the text; nothing if the source does not make
/// the text. `source` is what the parser sees.
std::optional<std::vector<std::size_t>> trace_yaml_scalar(std::string_view source,
                                                          std::size_t begin, std::string_view text);

}  // namespace osiris
