#pragma once
// Names that a pipeline gives, and what they become.

#include <string>
#include <string_view>

namespace osiris::oml {

/// Longest name of a step, an input or a pipeline, in bytes: file names end at 255.
inline constexpr std::size_t kNameBytesMax = 128;

/// Tells whether text can be a step id: 1 to 128 letters, digits, `_`, `-` and `.`, not beginning
/// with a dot. Such a name is safe as a folder and, quoted, as a relation.
bool is_step_id(std::string_view text);

/// Makes the id of a pipeline out of its name: lower case, each run of other characters than
/// letters and digits becomes one `-`, none at the ends; `pipeline` if nothing is left.
std::string slug_of(std::string_view name);

}  // namespace osiris::oml
