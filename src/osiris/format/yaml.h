#pragma once
// YAML text to Value and back. Reading is strict where YAML is treacherous; see the rules at parse_yaml.

#include "osiris/base/diagnostic.h"
#include "osiris/format/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace osiris {

/// Guards against documents made to exhaust memory or the stack.
struct YamlLimits {
  std::size_t bytes_max = 16U << 20;     ///< A pipeline is a few kilobytes; this is far above any real one.
  std::size_t depth_max = 64;            ///< Nesting; deeper is a mistake or an attack.
  std::size_t nodes_max = 500'000;       ///< After alias expansion ("billion laughs").
};

/// The outcome of reading: a value unless an error was found, and all findings.
struct YamlDocument {
  std::optional<Value> value;
  Diagnostics diagnostics;
};

/// Reads one YAML document.
/// Scalars: plain `true false null ~ (empty)`, decimal integers, decimal floats (`1.5`, `1e3`, `.inf`, `.nan`)
/// get their type (YAML 1.2 core schema); quoted and block scalars are always strings. What YAML 1.1 reads
/// otherwise (yes/no/on/off, 0123, 0x1f as 31, 12:30, 1_000) stays a string, except 0x/0o integers of the
/// core schema; `yes|no|on|off` give a warning `yaml.ambiguous_scalar` with the remedy. Dates stay strings.
/// Anchors, aliases and merge keys (`<<`) work. Errors: `yaml.syntax`, `yaml.duplicate_key`,
/// `yaml.several_documents`, `yaml.invalid_utf8`, `yaml.too_deep`, `yaml.too_large`, `yaml.key_not_text`.
/// An empty document is null. `file` only names the place in diagnostics.
YamlDocument parse_yaml(std::string_view text, const std::string& file, const YamlLimits& limits = {});

/// Writes block-style YAML: two spaces, members in their order, strings quoted only when they must be, text
/// with line breaks as a literal block; reading it back gives an equal value. Ends with a line feed.
std::string to_yaml(const Value& value);

}  // namespace osiris
