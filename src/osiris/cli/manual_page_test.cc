#include "osiris/cli/manual_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const app::VersionInfo kVersion{.osiris = "1.2.3", .oml = {}, .manifest = {}, .duckdb = {}};

/// Finds each verb that is no mere group.
void add_paths(const VerbEntry& group, const std::string& path, std::vector<std::string>& paths) {
  for (const VerbEntry& verb : group.verbs) {
    const std::string name = path + " " + verb.name;
    if (verb.verbs.empty() && verb.is_listed) {
      paths.push_back(name);
    }
    add_paths(verb, name, paths);
  }
}

TEST(ManualPage, HasEveryVerb) {
  const VerbEntry program = verb_table();
  const std::string page = manual_page(program, kVersion);
  std::vector<std::string> paths;
  add_paths(program, "osiris", paths);
  ASSERT_GT(paths.size(), 20U);
  for (const std::string& path : paths) {
    EXPECT_THAT(page, HasSubstr("\n.SS \\fB" + path + "\\fR\n"));
  }
  EXPECT_THAT(page, HasSubstr("\"osiris 1.2.3\""));
  EXPECT_THAT(page, HasSubstr("\\fB130\\fR interrupted\n"));
  EXPECT_THAT(page, Not(HasSubstr("__complete")));
}

TEST(ManualPage, ShowsAnyTextAsItIs) {
  VerbEntry program;
  program.description = "Data";
  VerbEntry verb;
  verb.name = "go";
  verb.description = ".Dots, \\slashes and 'quotes'";
  verb.aliases = {"walk"};
  verb.options = {{.names = {},
                   .placeholder = "FILE",
                   .description = "What",
                   .value = {},
                   .is_argument = true,
                   .is_required = true,
                   .is_repeatable = true},
                  {.names = {"-f", "--form"},
                   .placeholder = "a|b",
                   .description = "How",
                   .value = {.choices = {"a", "b"}}}};
  program.verbs = {verb};
  EXPECT_THAT(manual_page(program, kVersion),
              HasSubstr(".SS \\fBosiris go\\fR\n"
                        "\\fBosiris go\\fR \\fIFILE\\fR\\ ... [\\fIoptions\\fR]\n.PP\n"
                        "\\&.Dots, \\eslashes and \\(aqquotes\\(aq.\n"
                        "Other names: \\fBwalk\\fR.\n"
                        ".TP\n\\fIFILE\\fR\nWhat.\n"
                        ".TP\n\\fB\\-f\\fR, \\fB\\-\\-form\\fR \\fBa|b\\fR\nHow.\n"));
}

}  // namespace
}  // namespace osiris::cli
