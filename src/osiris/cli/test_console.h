#pragma once
// A console that remembers what it was given, and a project to call verbs in, for the tests of this
// folder.

#include "osiris/base/temporary_folder.h"
#include "osiris/cli/verbs.h"
#include "osiris/exchange/relation.h"
#include "osiris/format/json.h"

#include <cstdio>
#include <cstdlib>
#include <list>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::cli {

/// Holds the two streams in memory.
class CapturedConsole {
 public:
  explicit CapturedConsole(ConsoleStyle style = {})
      : out_(::open_memstream(&out_text_, &out_size_)),
        err_(::open_memstream(&err_text_, &err_size_)),
        console(out_, err_, style) {}
  CapturedConsole(const CapturedConsole&) = delete;
  CapturedConsole& operator=(const CapturedConsole&) = delete;
  ~CapturedConsole() {
    std::fclose(out_);
    std::fclose(err_);
    std::free(out_text_);
    std::free(err_text_);
  }

  std::string out() {
    std::fflush(out_);
    return {out_text_, out_size_};
  }
  std::string err() {
    std::fflush(err_);
    return {err_text_, err_size_};
  }

 private:
  char* out_text_ = nullptr;
  std::size_t out_size_ = 0;
  char* err_text_ = nullptr;
  std::size_t err_size_ = 0;
  std::FILE* out_;
  std::FILE* err_;

 public:
  Console console;
};

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
    rows: {type: integer, description: How many.}
    order: {type: string, enum: [up, down], default: up}
    seed: {type: [integer, "null"], description: Where to start.}
    token: {type: string}
    fail: {type: boolean, default: false}
secrets: [/token]
examples:
  - title: Three numbers
    config: {rows: 3}
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

inline Result<sdk::StepResult> make_numbers(const sdk::StepConfig& config,
                                            sdk::StepContext& context) {
  const std::int64_t rows = config.integer("rows");
  OSIRIS_CHECKED(exchange::replace_relation(
      context.connection, context.step_id,
      "SELECT range AS n, 'x,y' AS label FROM range(" + std::to_string(rows) + ")"));
  if (config.flag("fail")) {
    return fail(ErrorCode{"source.broken", Fault::kExternal, "-"}, "the source is broken");
  }
  return sdk::StepResult{.relation = context.step_id, .rows_in = rows, .rows_out = rows};
}

/// Calls verbs in a temporary project. `options` is what the command line said.
class VerbTest : public testing::Test {
 protected:
  void write(const Path& name, const std::string& text) {
    ASSERT_TRUE(files.write_text(folder / name, text).has_value());
  }

  std::string write_pipeline(const std::string& text = kPipeline) {
    write("pipeline.yaml", text);
    return (folder / "pipeline.yaml").string();
  }

  ExitCode call(ExitCode (*verb)(Invocation&)) {
    Invocation invocation{options, captured.emplace_back().console, world};
    return verb(invocation);
  }
  /// What the last verb printed.
  std::string out() { return captured.back().out(); }
  std::string err() { return captured.back().err(); }
  /// The last verb's document.
  Value document() {
    auto parsed = parse_json(out());
    EXPECT_TRUE(parsed.has_value()) << out();
    return parsed.value_or(Value::object());
  }

  /// Runs the usual pipeline once, quietly.
  void run_once() {
    options.files = {write_pipeline()};
    options.progress = ProgressStyle::kNone;
    ASSERT_EQ(call(run_run), ExitCode::kSuccess) << err();
    options = Options();
    options.session = "last";
  }

  TemporaryFolder folder;
  RealFileSystem disk;
  FileSystem& files = disk;
  SystemClock clock;
  sdk::Registry registry{{{"fake.numbers", kNumbersSpec, make_numbers}}};
  app::World world{files, clock, registry, Environment(), folder.path()};
  Options options;
  std::list<CapturedConsole> captured;
};

}  // namespace osiris::cli
