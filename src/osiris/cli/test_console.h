#pragma once
// A console that remembers what it was given, and a project to call verbs in, for the tests of this
// folder.

#include "osiris/app/test_project.h"
#include "osiris/cli/verbs.h"
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

using app::kPipeline;

/// Calls verbs in a temporary project. `options` is what the command line said.
class VerbTest : public app::ProjectTest {
 protected:
  std::string write_pipeline(const std::string& text = kPipeline) { return pipeline(text).file; }

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

  Options options;
  std::list<CapturedConsole> captured;
};

}  // namespace osiris::cli
