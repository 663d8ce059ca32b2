#pragma once
// The first line by which Excel learns what divides fields: `sep=;`.

#include <optional>
#include <string>
#include <string_view>

namespace osiris::components {

/// Returns the character that a line names which is `sep=` and one of those that the option
/// `delimiter` may have, alone or all of it in double quotes; nothing for any other line.
std::optional<char> separator_of(std::string_view line);

/// Writes an option as a pipeline would: `delimiter: ";"`.
std::string delimiter_option(char delimiter);

}  // namespace osiris::components
