#pragma once
// Looks at a YAML text before the parser does.

#include "osiris/format/yaml.h"
#include "osiris/format/yaml_finding.h"

#include <optional>
#include <string_view>

namespace osiris {

/// Looks for what must not reach the parser, which takes some of it for something else and some of
/// it for an invitation to eat all memory. `text` may be any bytes; all of it before the finding's
/// offset is valid UTF-8.
std::optional<YamlFinding> check_yaml_text(std::string_view text, const YamlLimits& limits);

}  // namespace osiris
