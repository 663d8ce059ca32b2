#pragma once
// A project in a temporary folder with a fake component, for the tests of this folder and of cli/.

#include "osiris/app/verbs.h"
#include "osiris/base/temporary_folder.h"
#include "osiris/exchange/relation.h"
#include "osiris/format/json.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::app {

inline constexpr const char* kNumbersSpec = R"(
name: fake.numbers
version: 1.0.0
title: Makes numbers
description: Makes as many numbers as it is told.
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  required: [rows]
  properties:
    rows: {type: integer, minimum: 0, description: How many.}
    behave: {type: string, enum: [ok, warn, fail, block], default: ok}
    seed: {type: [integer, "null"], description: Where to start.}
    token: {type: string}
    quick: {type: boolean, default: false}
secrets: [/token]
capabilities: {doctor: true}
examples:
  - title: Three numbers
    config: {rows: 3}
x-runtime: {connection: optional}
connectionSchema:
  type: object
  properties:
    password: {type: string}
    port: {type: integer}
connectionSecrets: [/password]
)";

inline constexpr const char* kPipeline = R"(oml_version: "0.1.0"
name: numbers
params:
  rows: {type: integer, default: 3}
steps:
  - id: make-numbers
    component: fake.numbers
    mode: read
    config:
      rows: ${params.rows}
)";

/// Set while a driver is blocked.
inline std::atomic<bool>& driver_is_blocked() {
  static std::atomic<bool> blocked = false;
  return blocked;
}

inline Result<sdk::StepResult> make_numbers(const sdk::StepConfig& config,
                                            sdk::StepContext& context) {
  const std::int64_t rows = config.integer("rows");
  OSIRIS_CHECKED(exchange::replace_relation(
      context.connection, context.step_id,
      "SELECT range AS n, 'x,y' AS label FROM range(" + std::to_string(rows) + ")"));
  if (config.text("behave") == "warn") {
    context.observer.warn("numbers.odd", "odd numbers", 2);
  }
  if (config.text("behave") == "fail") {
    return fail(ErrorCode{"source.broken", Fault::kExternal, "-"}, "the source is broken");
  }
  if (config.text("behave") == "block") {
    std::mutex mutex;
    std::condition_variable_any never_notified;
    std::unique_lock<std::mutex> lock(mutex);
    driver_is_blocked() = true;
    never_notified.wait(lock, context.stop, [] { return false; });
    return fail(kCancelled, "stopped");
  }
  return sdk::StepResult{.relation = context.step_id, .rows_in = rows, .rows_out = rows};
}

/// Says what the connection's `is` calls for.
inline sdk::DoctorReport check_fake(const sdk::ConnectionSettings& settings,
                                    const sdk::DoctorContext&) {
  const std::string is = settings.text("is");
  if (is == "busy") {
    return {sdk::DoctorCategory::kNetwork, "nobody answers", "try later", true};
  }
  if (is == "locked") {
    return {sdk::DoctorCategory::kAuth, "no login with " + settings.text("password"), "ask", false};
  }
  return {std::nullopt, "it answers", {}, false};
}

class ProjectTest : public testing::Test {
 protected:
  void write(const Path& name, const std::string& text) {
    const Path path = folder / name;
    ASSERT_TRUE(files.create_directories(path.parent_path()).has_value());
    ASSERT_TRUE(files.write_text(path, text).has_value());
  }

  std::string text_of(const Path& path) const {
    return files.read_text(path).value_or("(no " + path.string() + ")");
  }

  /// Writes the pipeline and returns a request for it.
  PipelineRequest pipeline(const std::string& text = kPipeline) {
    write("pipeline.yaml", text);
    return {.file = (folder / "pipeline.yaml").string(), .params = {}, .profile = {}};
  }

  Result<RunResult> run(const PipelineRequest& request, std::stop_token stop = {}) {
    RunRequest with;
    with.pipeline = request;
    with.threads = 2;
    return run_pipeline(world, with, std::move(stop));
  }

  TemporaryFolder folder;
  RealFileSystem disk;
  FileSystem& files = disk;
  SystemClock clock;
  sdk::Registry registry{{{.name = "fake.numbers",
                           .spec_yaml = kNumbersSpec,
                           .run = make_numbers,
                           .doctor = check_fake}}};
  World world{files, clock, registry, Environment(), folder.path()};
};

}  // namespace osiris::app
