#include "osiris/cli/program.h"

#include "osiris/base/temporary_folder.h"

#include <filesystem>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

using testing::HasSubstr;

/// Runs the program and keeps what it wrote.
struct Invocation {
  explicit Invocation(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "osiris");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    exit_code = run_program(static_cast<int>(arguments.size()), arguments.data(),
                            [] { return std::vector<sdk::Component>(); });
    err = testing::internal::GetCapturedStderr();
    out = testing::internal::GetCapturedStdout();
  }
  int exit_code;
  std::string out;
  std::string err;
};

TEST(Program, PrintsItsVersion) {
  const Invocation run({"version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, testing::StartsWith("osiris 0."));
  EXPECT_THAT(Invocation({"version", "--json"}).out, HasSubstr("\"oml\": \"0.1.0\""));
}

TEST(Program, Helps) {
  EXPECT_EQ(Invocation({}).exit_code, 0);
  EXPECT_THAT(Invocation({}).out, HasSubstr("validate"));
  EXPECT_THAT(Invocation({"help", "run", "--json"}).out, HasSubstr("\"help\": "));
}

TEST(Program, PrintsWhatShellsAndManNeed) {
  EXPECT_THAT(Invocation({"completion", "bash"}).out, HasSubstr("complete -F _osiris osiris\n"));
  EXPECT_THAT(Invocation({"completion", "zsh"}).out, testing::StartsWith("#compdef osiris\n"));
  EXPECT_THAT(Invocation({"completion", "fish"}).out, HasSubstr("complete -c osiris"));
  EXPECT_THAT(Invocation({"completion", "fish", "--json"}).out, HasSubstr("\"script\": "));
  EXPECT_THAT(Invocation({"man"}).out, HasSubstr(".TH OSIRIS 1"));
  const Invocation run({"__complete", "--project", "/nowhere/at/all", "vers"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, testing::StartsWith("version\tPrint the versions"));
  EXPECT_EQ(run.err, "");
}

TEST(Program, RefusesWhatItDoesNotKnow) {
  const Invocation run({"rnu", "x.yaml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("did you mean 'run'?"));
  EXPECT_THAT(Invocation({"rnu", "--json"}).out, HasSubstr("\"usage.unknown_verb\""));
}

TEST(Program, CallsAVerbInItsProject) {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  const Invocation run({"runs", "list", "--project", path.c_str()});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "no runs yet\n");
}

TEST(Program, NeedsAProjectFolderThatIsThere) {
  const Invocation run({"runs", "list", "--project", "/nowhere/at/all"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("osiris init /nowhere/at/all"));
  const Invocation of_file({"runs", "list", "--project", "/dev/null"});
  EXPECT_EQ(of_file.exit_code, 2);
  EXPECT_THAT(of_file.err, HasSubstr("'/dev/null' is no folder"));
}

}  // namespace
}  // namespace osiris::cli
