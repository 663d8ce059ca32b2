#pragma once
// For the tests of components that read: one step run, or its columns foreseen, as text.

#include "osiris/exchange/query_binder.h"
#include "osiris/sdk/foresight.h"
#include "osiris/sdk/step_fixture.h"

#include <string>
#include <utility>

namespace osiris::sdk {

class ExtractorFixture : public StepFixture {
 protected:
  explicit ExtractorFixture(Component component) : component_(std::move(component)) {}

  /// Runs the step and returns its columns and rows, or the failure.
  std::string extracted(const std::string& config) {
    const auto result = run_step(component_, config);
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->rows_in, result->rows_out);
    return columns_of(result->relation) + "\n" + rows_of("FROM step");
  }

  Result<Foresight> foresee(const std::string& config_yaml) {
    const auto spec = Spec::parse(component_.spec_yaml, "spec.yaml");
    const auto config = parse_yaml(config_yaml, "config").value.value_or(Value());
    exchange::DuckDbBinder binder;
    const ForeseeContext context{.project_dir = folder_.path(),
                                 .settings = settings_,
                                 .files = files_,
                                 .inputs = {},
                                 .binder = binder};
    const bool connected = settings_ != nullptr;
    return component_.foresee(StepConfig(complete_config(*spec, config, connected)), context);
  }

  const Component component_;
};

}  // namespace osiris::sdk
