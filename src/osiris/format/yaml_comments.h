#pragma once
// Finds a YAML document's comments and gives each to the part that it speaks of.

#include "osiris/format/yaml_node_reader.h"
#include "osiris/format/yaml_source.h"

#include <string>
#include <vector>

namespace osiris {

/// Puts the comments behind the document's begin, and the empty lines, into the nodes. What stands
/// on lines of its own speaks of the entry below it, or is the end of the list or mapping that it
/// is indented with; what follows something on its line belongs to that.
void attach_comments(const YamlSource& source, YamlNodes& nodes);

/// Returns the texts of all comments, from '#' on, as they stand; those in front of `---` included.
std::vector<std::string> list_comments(const YamlSource& source, const YamlNodes& nodes);

}  // namespace osiris
