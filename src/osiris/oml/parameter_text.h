#pragma once
// `${params.x}` in texts, and texts that stand for a parameter's value.

#include "osiris/format/value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::oml {

/// One reference within a text; `begin` and `end` are byte offsets of `$` and behind `}`.
struct ParameterReference {
  std::string name;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Lists the references of a text from left to right. A name is whatever stands before the brace.
std::vector<ParameterReference> find_parameter_references(std::string_view text);

/// Tells whether a value is a text that still holds a reference.
bool holds_parameter_reference(const Value& value);

/// Reads text from a command line or an environment as a value of `type`, or, when that is empty,
/// of the kind of `example`, or, when that is null, as a plain scalar of YAML. Nothing if it is
/// none.
std::optional<Value> read_parameter_text(const std::string& text, std::string_view type,
                                         const Value* example);

/// Returns the name of the environment variable that sets a parameter: OSIRIS_PARAM_<NAME>, in
/// upper case, `-` and `.` as `_`.
std::string parameter_variable(std::string_view name);

}  // namespace osiris::oml
