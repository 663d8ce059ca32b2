#pragma once
// How the tests of the YAML reader look at what it gave.

#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace osiris {

/// Reads a document that must have no findings.
inline Value read(std::string_view text) {
  YamlDocument document = parse_yaml(text, "p.yaml");
  EXPECT_THAT(document.diagnostics, testing::IsEmpty())
      << text << to_line(document.diagnostics.front());
  return document.value.value_or(Value());
}

/// Returns the findings of a document as "line:column-end code", and that it has no value if any of
/// them is an error.
inline std::vector<std::string> findings(std::string_view text, const YamlLimits& limits = {}) {
  const YamlDocument document = parse_yaml(text, "p.yaml", limits);
  EXPECT_EQ(document.value.has_value(), !has_errors(document.diagnostics));
  std::vector<std::string> texts;
  for (const Diagnostic& finding : document.diagnostics) {
    const SourceSpan& where = finding.where;
    EXPECT_EQ(where.file, "p.yaml");
    EXPECT_FALSE(finding.hint.empty()) << finding.message;
    texts.push_back(std::to_string(where.line) + ":" + std::to_string(where.column) +
                    (where.end_column > 0 ? "-" + std::to_string(where.end_column) : "") + " " +
                    finding.code);
  }
  return texts;
}

/// Returns message and hint of the only finding.
inline std::string words(std::string_view text) {
  const YamlDocument document = parse_yaml(text, "p.yaml");
  EXPECT_EQ(document.diagnostics.size(), 1U) << text;
  return document.diagnostics.empty()
             ? ""
             : document.diagnostics[0].message + "; " + document.diagnostics[0].hint;
}

inline std::string place(const Mark& mark) {
  return std::to_string(mark.line) + ":" + std::to_string(mark.column) +
         (mark.end_column > 0 ? "-" + std::to_string(mark.end_column) : "");
}

}  // namespace osiris
