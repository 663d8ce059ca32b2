#include "osiris/cli/help_text.h"

#include <CLI/CLI.hpp>

#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

TEST(HelpText, ExplainsOneVerb) {
  CLI::App root{"The program", "osiris"};
  root.set_help_flag("-h,--help", "Explain the verb");
  CLI::App* const group = root.add_subcommand("data", "Data");
  CLI::App* const verb = group->add_subcommand("sql", "Query data");
  verb->set_help_flag();
  std::string text;
  std::vector<std::string> texts;
  verb->add_option("SESSION", text, "A session")->required();
  verb->add_option("MORE", texts, "More");
  verb->add_option("--limit", text, "How many rows")->type_name("N")->check(CLI::Range(1, 2));
  bool flag = false;
  verb->add_flag("-q,--quiet", flag, "Say less");

  EXPECT_EQ(verb_path(*verb), "data sql");
  EXPECT_EQ(help_text(*verb),
            "Query data.\n"
            "\n"
            "usage: osiris data sql SESSION [MORE…] [options]\n"
            "\n"
            "arguments:\n"
            "  SESSION  A session\n"
            "  MORE     More\n"
            "\n"
            "options:\n"
            "  --limit N    How many rows\n"
            "  -q, --quiet  Say less\n"
            "\n"
            "options of every verb:\n"
            "  -h, --help  Explain the verb\n");
}

TEST(HelpText, ListsVerbsOfGroupsByTheirWholeName) {
  CLI::App root{"The program", "osiris"};
  root.add_subcommand("run", "Run it")->alias("go");
  root.add_subcommand("data", "Data")->add_subcommand("ls", "List data");
  root.add_subcommand("secret", "Hidden")->group("");
  const std::string text = help_text(root);
  EXPECT_NE(text.find("usage: osiris VERB [options]\n\nverbs:\n"
                      "  run      Run it (also: go)\n"
                      "  data ls  List data\n\noptions"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Exit codes: 0 success"), std::string::npos);
}

}  // namespace
}  // namespace osiris::cli
