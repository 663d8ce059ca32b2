#pragma once
// For the tests of this component: one step run, and what came of it as text.

#include "components/filesystem.json_extractor/component.h"
#include "osiris/sdk/step_fixture.h"

#include <string>

namespace osiris::components {

class ExtractFixture : public sdk::StepFixture {
 protected:
  /// Runs the step and returns its columns and rows, or the failure.
  std::string extracted(const std::string& config) {
    const auto result = run_step(component_, config);
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->rows_in, result->rows_out);
    return columns_of(result->relation) + "\n" + rows_of("FROM step");
  }

  /// The same for one file of this text.
  std::string read(const std::string& text, const std::string& options = "") {
    write_file("in.json", text);
    return extracted("path: in.json\n" + options);
  }

  Result<sdk::Foresight> foresee(const std::string& config_yaml) {
    const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
    const auto config = parse_yaml(config_yaml, "config").value.value_or(Value());
    exchange::DuckDbBinder binder;
    const sdk::ForeseeContext context{.project_dir = folder_.path(),
                                      .settings = settings_,
                                      .files = files_,
                                      .inputs = {},
                                      .binder = binder};
    return component_.foresee(sdk::StepConfig(sdk::complete_config(*spec, config, false)), context);
  }

  const sdk::Component component_ = filesystem_json_extractor(filesystem_json_extractor_spec());
};

}  // namespace osiris::components
