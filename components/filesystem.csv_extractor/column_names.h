#pragma once
// Lists of column names, held against each other.

#include <optional>
#include <string>
#include <vector>

namespace osiris::components {

/// Lists the names of `some` that `others` lack.
std::vector<std::string> missing_from(const std::vector<std::string>& others,
                                      const std::vector<std::string>& some);

/// Says what a file lacks and has besides, for people: "it lacks 'a' and has 'b', 'c' besides".
std::string difference(const std::vector<std::string>& lacking,
                       const std::vector<std::string>& more);

/// Returns the character that divides the only name of a header, if there is a usual one besides
/// `delimiter`. A comma stands in names too, before a unit: one alone says nothing.
std::optional<char> likely_delimiter(const std::string& name, char delimiter);

}  // namespace osiris::components
