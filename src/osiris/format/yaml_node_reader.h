#pragma once
// Reads a YAML document into nodes, which know where each part of it is written.

#include "osiris/format/yaml_node.h"
#include "osiris/format/yaml_source.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osiris {

/// A document's nodes, and where a '#' begins no comment.
struct YamlNodes {
  YamlNode root;
  std::size_t begin = 0;  ///< Behind the `---` if there is one.
  bool has_marker = false;
  std::vector<std::string> head;  ///< Comments about the document; empty: a blank line.
  std::vector<std::string> tail;  ///< Comments behind all else; empty: a blank line.
  /// Stretches of scalars, tags, anchors and aliases: first byte and the one behind the last.
  std::vector<std::pair<std::size_t, std::size_t>> texts;
};

/// Reads a document that parse_yaml() reads without errors; nothing if a part of it cannot be found
/// in the source, which then is of a shape that this does not know.
std::optional<YamlNodes> read_yaml_nodes(const YamlSource& source);

}  // namespace osiris
