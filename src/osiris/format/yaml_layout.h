#pragma once
// Writes a YAML document in canonical layout: what it says, how its values are spelled and its
// comments stay; indentation, spaces, empty lines and the order of known keys are made the same
// everywhere.

#include "osiris/base/diagnostic.h"
#include "osiris/base/error.h"
#include "osiris/format/yaml.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris {

inline constexpr ErrorCode kYamlLayout{"yaml.layout", Fault::kBug,
                                       "The document could not be laid out without changing what "
                                       "it says, so it was left as it was."};

/// How one kind of mapping or list is laid out. Default: in the order it is written.
struct YamlLayout {
  /// The order of keys; `x-*` stands for all that begin with `x-`. Others follow as they are
  /// written; `<<` is always first.
  std::vector<std::string> key_order;
  /// Whether an empty line is put between entries of which one takes several lines.
  bool spaced = false;
  /// The layouts of members, by key; "*" is that of all others, and of a list's items.
  std::map<std::string, YamlLayout, std::less<>> members;

  /// Returns the layout of a member, or of a list's items with an empty key.
  const YamlLayout& of_member(std::string_view key) const;
};

/// The outcome of laying out: a text unless the document has errors.
struct LaidOutYaml {
  std::optional<std::string> text;
  Diagnostics diagnostics;  ///< Errors: those of parse_yaml(), yaml.layout. No warnings.
};

/// Lays out one YAML document. Two spaces for each level, items of a list deeper than their key,
/// one empty line at most; what is in brackets stands on one line where it fits into 100 columns
/// and has no comment, else with one entry on each line; comments stay with what they speak of, two
/// spaces behind it or on the lines above it; lines end with LF, and there is no byte order mark.
/// Scalars are not respelled. Keys stay in their order if another order would take an alias in
/// front of its anchor. The result is read again before it is returned: it has the same value and
/// the same comments. Laying it out once more changes nothing. `file` only names the place in
/// diagnostics.
LaidOutYaml lay_out_yaml(std::string_view text, const std::string& file, const YamlLayout& layout,
                         const YamlLimits& limits = {});

}  // namespace osiris
