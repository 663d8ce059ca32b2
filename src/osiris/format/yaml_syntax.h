#pragma once
// Says in our words, and with a remedy, what yaml-cpp's parser refused.

#include "osiris/format/yaml_finding.h"
#include "osiris/format/yaml_source.h"

#include <yaml-cpp/exceptions.h>
#include <cstddef>
#include <optional>

namespace osiris {

/// Describes an error of the parser. `open_bracket` is the offset of the outermost bracket that was
/// open when it occurred.
YamlFinding describe_syntax_error(const YAML::Exception& error, YamlSource& source,
                                  std::optional<std::size_t> open_bracket);

}  // namespace osiris
