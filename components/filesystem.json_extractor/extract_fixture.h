#pragma once
// For the tests of this component: one step run, and what came of it as text.

#include "components/filesystem.json_extractor/component.h"
#include "osiris/sdk/extractor_fixture.h"

#include <string>

namespace osiris::components {

class ExtractFixture : public sdk::ExtractorFixture {
 protected:
  ExtractFixture()
      : ExtractorFixture(filesystem_json_extractor(filesystem_json_extractor_spec())) {}

  /// Runs the step on one file of this text and returns its columns and rows, or the failure.
  std::string read(const std::string& text, const std::string& options = "") {
    write_file("in.json", text);
    return extracted("path: in.json\n" + options);
  }
};

}  // namespace osiris::components
