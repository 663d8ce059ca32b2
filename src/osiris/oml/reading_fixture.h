#pragma once
// What the tests of this folder share: documents go in, findings come out as short texts.

#include "osiris/oml/fixture_components.h"
#include "osiris/oml/reader.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::oml {

/// Reads documents against the fixture's components and connections.
class ReadingTest : public testing::Test {
 protected:
  ReadOutcome read(const std::string& text, ParameterSources parameters = {}) const {
    return read_pipeline(
        text, registry_,
        {.file = "p.yaml", .parameters = std::move(parameters), .connections = &catalog_});
  }

  /// Reads a document whose `steps` (indented by two) are `steps`.
  ReadOutcome read_steps(const std::string& steps, ParameterSources parameters = {}) const {
    return read("oml_version: \"0.1.0\"\nname: test\nsteps:\n" + steps, std::move(parameters));
  }

  /// Returns each finding as "severity reason location".
  static std::vector<std::string> words_of(const ReadOutcome& outcome) {
    std::vector<std::string> words;
    for (const Diagnostic& diagnostic : outcome.diagnostics) {
      words.push_back(std::string(to_string(diagnostic.severity)) + " " + diagnostic.type + " " +
                      diagnostic.location);
    }
    return words;
  }

  const sdk::Registry registry_{fixture_components()};
  const sdk::ConnectionCatalog catalog_ =
      sdk::ConnectionCatalog::parse(kFixtureConnections, "c.yaml").first;
};

}  // namespace osiris::oml
