#pragma once
// YAML text to Value and back. Reading is strict where YAML is treacherous; see the rules at
// parse_yaml.

#include "osiris/base/diagnostic.h"
#include "osiris/base/error.h"
#include "osiris/format/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace osiris {

inline constexpr ErrorCode kYamlSyntax{"yaml.syntax", Fault::kUser,
                                       "The text is not YAML. The message names the place where "
                                       "reading stopped; the mistake may stand just before it."};
inline constexpr ErrorCode kYamlDuplicateKey{"yaml.duplicate_key", Fault::kUser,
                                             "A mapping names a key twice. Remove or rename one."};
inline constexpr ErrorCode kYamlKeyNotText{"yaml.key_not_text", Fault::kUser,
                                           "A key is empty, null, a list or a mapping. Keys are "
                                           "text."};
inline constexpr ErrorCode kYamlSeveralDocuments{"yaml.several_documents", Fault::kUser,
                                                 "The text holds more than one document. Keep one "
                                                 "for each file."};
inline constexpr ErrorCode kYamlInvalidUtf8{"yaml.invalid_utf8", Fault::kUser,
                                            "The text is not UTF-8. Save the file as UTF-8."};
inline constexpr ErrorCode kYamlControlCharacter{"yaml.control_character", Fault::kUser,
                                                 "The text holds a character that YAML does not "
                                                 "allow as it is. Write it as an escape in double "
                                                 "quotes."};
inline constexpr ErrorCode kYamlTooDeep{"yaml.too_deep", Fault::kUser,
                                        "Lists and mappings are nested too deeply."};
inline constexpr ErrorCode kYamlTooLarge{"yaml.too_large", Fault::kUser,
                                         "The document has too many bytes or parts, with aliases "
                                         "written out."};
inline constexpr ErrorCode kYamlNumberTooLarge{"yaml.number_too_large", Fault::kUser,
                                               "A number does not fit into 64 bits. Put it in "
                                               "quotes if it is text."};
inline constexpr ErrorCode kYamlAliasCycle{"yaml.alias_cycle", Fault::kUser,
                                           "An alias stands inside the part that it stands for."};
inline constexpr ErrorCode kYamlMergeNotMapping{"yaml.merge_not_mapping", Fault::kUser,
                                                "What `<<` merges is neither a mapping nor a list "
                                                "of mappings."};
inline constexpr ErrorCode kYamlUnknownTag{"yaml.unknown_tag", Fault::kUser,
                                           "A tag other than !!str, !!seq and !!map. Remove it."};
inline constexpr ErrorCode kYamlAmbiguousScalar{"yaml.ambiguous_scalar", Fault::kUser,
                                                "A plain yes, no, on or off is a string here, but "
                                                "a boolean to older YAML. Write true or false, or "
                                                "put it in quotes. A warning only."};

/// Guards against documents made to exhaust memory or the stack.
struct YamlLimits {
  /// A pipeline is a few kilobytes; this is far above any real one. Bounds text out of aliases,
  /// too.
  std::size_t bytes_max = 16U << 20;
  std::size_t depth_max = 64;       ///< Nesting; deeper is a mistake or an attack.
  std::size_t nodes_max = 500'000;  ///< With aliases written out ("billion laughs").
};

/// The outcome of reading: a value unless an error was found, and all findings by position.
struct YamlDocument {
  std::optional<Value> value;
  Diagnostics diagnostics;
};

/// Reads one YAML document.
/// Scalars: plain `true false null ~ (empty)`, decimal integers, decimal floats (`1.5`, `1e3`,
/// `.inf`, `.nan`) and 0x/0o integers get their type (YAML 1.2 core schema); quoted and block
/// scalars are always strings, and so is what only YAML 1.1 reads otherwise (yes/no/on/off, 0123,
/// 12:30, 1_000, dates). Numbers beyond 64 bits are errors, never rounded.
/// Keys: any scalar but null, as its text. Merge keys (`<<`): a mapping's own keys win, then
/// earlier merges; merged members come first and keep the marks of the place where they were
/// written. Errors: yaml.* above; all of a document's findings are listed up to the first one that
/// ends reading. Warnings: yaml.ambiguous_scalar. An empty document is null. A value that is left
/// out is null and stands where it would begin. `file` only names the place in diagnostics.
YamlDocument parse_yaml(std::string_view text, const std::string& file,
                        const YamlLimits& limits = {});

/// Writes block-style YAML: two spaces, members in their order, text with line breaks as a literal
/// block, strings quoted only where some version of YAML would read them as something else; reading
/// it back gives an equal value. Invalid UTF-8 becomes U+FFFD. Ends with a line feed.
std::string to_yaml(const Value& value);

}  // namespace osiris
