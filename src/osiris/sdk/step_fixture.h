#pragma once
// For the tests of components: a project folder, a database, and one step run the way the runner
// does it.

#include "osiris/base/temporary_folder.h"
#include "osiris/exchange/database.h"
#include "osiris/exchange/relation.h"
#include "osiris/format/yaml.h"
#include "osiris/sdk/component.h"
#include "osiris/sdk/config_check.h"
#include "osiris/sdk/step_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace osiris::sdk {

/// Keeps what a driver reports.
class RecordingObserver final : public StepObserver {
 public:
  void measure(const session::Metric&, std::int64_t) override {}
  void warn(std::string_view code, std::string_view message, std::int64_t count) override {
    warnings.push_back(std::string(code) + " (" + std::to_string(count) + ") " +
                       std::string(message));
    if (on_warning) {
      on_warning();
    }
  }
  void note(std::string_view text) override { notes.emplace_back(text); }
  void progress(const exchange::Progress&) override {}

  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::function<void()> on_warning;  ///< Called after each.
};

class StepFixture : public testing::Test {
 protected:
  void SetUp() override {
    exchange::DatabaseOptions options;
    options.path = folder_ / "session" / "pipeline_data.duckdb";
    options.threads = 2;
    auto database = exchange::Database::open(options);
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = *database;
    auto connection = database_->connect();
    ASSERT_TRUE(connection.has_value()) << connection.error().message;
    connection_ = std::move(*connection);
  }

  void write_file(const std::string& name, std::string_view bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  std::string read_file(const std::string& name) const {
    std::stringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  /// Runs one step with a config in YAML; options that it leaves out have their defaults. It uses a
  /// connection if there are `settings_`.
  Result<StepResult> run_step(const Component& component, const std::string& config_yaml,
                              std::vector<StepInput> inputs = {}) {
    const auto spec = Spec::parse(component.spec_yaml, "spec.yaml");
    EXPECT_TRUE(spec.has_value()) << spec.error().message;
    const auto config = parse_yaml(config_yaml, "config").value.value_or(Value());
    const bool connected = settings_ != nullptr;
    for (const ConfigFinding& finding : check_config(*spec, config, connected)) {
      ADD_FAILURE() << "the spec refuses the test's config: " << finding.message;
    }
    StepContext context{.step_id = "step",
                        .inputs = std::move(inputs),
                        .places = {.project_dir = folder_.path(), .artifacts_dir = artifacts_dir_},
                        .settings = settings_,
                        .state = state_,
                        .connection = *connection_,
                        .files = files_,
                        .observer = observer_,
                        .stop = stop_.get_token()};
    return component.run(StepConfig(complete_config(*spec, config, connected)), context);
  }

  /// Returns a relation's columns: "id BIGINT, name VARCHAR".
  std::string columns_of(const std::string& relation) {
    const auto info = exchange::describe_relation(*connection_, relation);
    if (!info.has_value()) {
      return info.error().code;
    }
    std::string text;
    for (const exchange::Column& column : info->columns) {
      text += (text.empty() ? "" : ", ") + column.name + " " + column.type.to_sql();
    }
    return text;
  }

  /// Returns a query's rows, a line each, fields joined by `|`, NULL as `~`.
  std::string rows_of(const std::string& sql) {
    const auto table = connection_->query_text(sql);
    if (!table.has_value()) {
      return table.error().message;
    }
    std::string text;
    for (const auto& row : table->rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        text += (i == 0 ? "" : "|") + row[i].value_or("~");
      }
      text += "\n";
    }
    return text;
  }

  TemporaryFolder folder_;
  RealFileSystem files_;
  RecordingObserver observer_;
  std::stop_source stop_;
  Path artifacts_dir_;
  const ConnectionSettings* settings_ = nullptr;
  const Value* state_ = nullptr;  ///< What the last run left.
  std::shared_ptr<exchange::Database> database_;
  std::unique_ptr<exchange::Connection> connection_;
};

}  // namespace osiris::sdk
