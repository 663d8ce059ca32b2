#pragma once
// `${NAME}` and `${NAME:-fallback}` in texts.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// One reference within a text; `begin` and `end` are byte offsets of `$` and behind `}`.
struct EnvironmentReference {
  std::string name;
  std::optional<std::string> fallback;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Lists the references of a text from left to right. Whatever stands between the braces up to
/// `:-` is the name, even if no shell would take it: a caller can then say that it is not set.
std::vector<EnvironmentReference> find_environment_references(std::string_view text);

/// Tells whether a name is one that shells give variables: letters, digits and `_`.
bool is_variable_name(std::string_view name);

}  // namespace osiris::sdk
