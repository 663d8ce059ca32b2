#pragma once
// `${params.x}`: where values come from and how they get into a document.

#include "osiris/base/diagnostic.h"
#include "osiris/base/environment.h"
#include "osiris/format/value.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::oml {

/// What the outside offers for parameters.
struct ParameterSources {
  std::map<std::string, std::string> command_line;  ///< --param name=value; wins over all.
  Environment environment;  ///< OSIRIS_PARAM_NAME, upper case, `-` and `.` as `_`.
  std::string profile;      ///< Empty: none.
};

/// Where a parameter's value came from: "command line", "environment OSIRIS_PARAM_X", "profile
/// prod", "default".
struct ResolvedParameter {
  std::string name;
  Value value;
  std::string origin;
};

/// The parameters that the document uses or declares, sorted by name, and what is wrong.
struct ParameterOutcome {
  std::vector<ResolvedParameter> parameters;
  Diagnostics diagnostics;
};

/// Replaces every `${params.x}` in the string values of `document` (all but the sections `params`
/// and `profiles`). A scalar that is one whole reference keeps the parameter's type; inside a text
/// the value is written as text. Text given on the command line or in the environment takes the
/// declared type
/// (`type: string|integer|number|boolean`), else the default's type, else it is read like a plain
/// YAML scalar. Checks type, enum, minimum, maximum, pattern of declarations. Unresolved names,
/// unknown profiles and
/// --param names that the pipeline neither declares nor uses are errors.
ParameterOutcome resolve_parameters(Value& document, const ParameterSources& sources,
                                    const std::string& file);

/// Says where a byte of a text stood before its references were filled in: `offset` counts in the
/// filled text, the result in `text`. Bytes of a parameter's value stand at its reference.
std::size_t offset_before_parameters(std::string_view text,
                                     const std::vector<ResolvedParameter>& parameters,
                                     std::size_t offset);

}  // namespace osiris::oml
