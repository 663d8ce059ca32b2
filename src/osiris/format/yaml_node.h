#pragma once
// A YAML document as it is written: its parts with the bytes they take, and its comments.

#include <cstddef>
#include <string>
#include <vector>

namespace osiris {

struct YamlEntry;

/// One part of a document. Offsets count bytes of the YamlSource it was read from.
struct YamlNode {
  enum class Kind {
    kAbsent,  ///< Nothing is written: the value of `key:`.
    kScalar,  ///< Plain or quoted, on one line or several.
    kBlock,   ///< A literal or folded scalar: a header, then lines.
    kAlias,
    kMapping,
    kList,
  };

  Kind kind = Kind::kAbsent;
  bool in_brackets = false;             ///< A list or mapping written with [] or {}.
  std::vector<std::string> properties;  ///< The anchor and the tag, in their order.
  std::size_t begin = 0;                ///< Of the content, behind the properties.
  std::size_t end = 0;                  ///< Behind the content; that of the last entry included.
  std::size_t column = 0;               ///< kMapping, kList without brackets: of its entries.
  std::vector<YamlEntry> entries;       ///< kMapping, kList.
  std::string header;                   ///< kBlock: '|' or '>', and what becomes of its end.
  std::vector<std::string> block;       ///< kBlock: the lines, without their indentation.
  std::vector<std::string> below;       ///< Comments behind the last entry; empty: a blank line.

  bool is_collection() const { return kind == Kind::kMapping || kind == Kind::kList; }
};

/// One member of a mapping or one item of a list.
struct YamlEntry {
  std::size_t begin = 0;  ///< Of the key, or of the item with its dash.
  std::string name;       ///< What the key says; empty for an item.
  YamlNode key;           ///< kAbsent for an item.
  YamlNode value;
  std::vector<std::string> above;   ///< Comments before it; empty: a blank line.
  std::vector<std::string> beside;  ///< The comment behind it on its line, and its further lines.
};

}  // namespace osiris
