#pragma once
// What a YAML text is found to have done wrong, by byte offset.

#include "osiris/base/diagnostic.h"
#include "osiris/base/error.h"
#include "osiris/format/yaml_source.h"

#include <cstddef>
#include <string>

namespace osiris {

/// What helps against kYamlTooLarge.
inline constexpr const char* kTooLargeHint = "make it smaller, or split it";

/// A finding before it has a place for people.
struct YamlFinding {
  const ErrorCode& code;
  std::size_t offset = 0;
  std::size_t end = 0;  ///< Equal to or below `offset`: no end is known.
  std::string message;
  std::string hint;
};

/// Gives a finding its line and columns.
Diagnostic to_diagnostic(const YamlFinding& finding, YamlSource& source, const std::string& file);

}  // namespace osiris
