#pragma once
// Writes the nodes of a YAML document in canonical layout.

#include "osiris/format/yaml_layout.h"
#include "osiris/format/yaml_node_reader.h"
#include "osiris/format/yaml_source.h"

#include <string>

namespace osiris {

/// Writes the nodes of `source`, with their comments attached, in their order; see lay_out_yaml().
std::string write_yaml_nodes(const YamlSource& source, const YamlNodes& nodes,
                             const YamlLayout& layout);

}  // namespace osiris
