#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

TEST_F(VerbTest, ComponentsListNamesThem) {
  EXPECT_EQ(call(run_components_list), ExitCode::kSuccess);
  EXPECT_EQ(out(),
            "component     version  modes  what it does\n"
            "fake.numbers  1.0.0    read   Makes numbers\n");
  options.json = true;
  EXPECT_EQ(call(run_components_list), ExitCode::kSuccess);
  EXPECT_EQ(document().find("components")->items()[0].text_or("name", ""), "fake.numbers");
}

TEST_F(VerbTest, ComponentsShowExplainsEveryOption) {
  options.component = "fake.numbers";
  EXPECT_EQ(call(run_components_show), ExitCode::kSuccess);
  EXPECT_EQ(out(),
            "fake.numbers 1.0.0  (read)\n"
            "Makes numbers\n"
            "  Makes as many numbers as it is told.\n"
            "\n"
            "options:\n"
            "  rows  (integer, at least 0, required)\n"
            "      How many.\n"
            "  behave  (ok | warn | fail | block, default \"ok\")\n"
            "  seed  (integer or null)\n"
            "      Where to start.\n"
            "  token  (string, secret)\n"
            "  quick  (boolean, default false)\n"
            "\n"
            "connection of family fake, optional:\n"
            "  password  (string, secret)\n"
            "  port  (integer)\n"
            "\n"
            "capabilities: doctor\n"
            "\n"
            "example: Three numbers\n"
            "  rows: 3\n");
}

TEST_F(VerbTest, ComponentsShowNamesTheNearest) {
  options.component = "fake.nombers";
  EXPECT_EQ(call(run_components_show), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("fake.numbers"));
  options.component = "fake.numbers";
  options.json = true;
  EXPECT_EQ(call(run_components_show), ExitCode::kSuccess);
  EXPECT_EQ(document().find("component")->text_or("version", ""), "1.0.0");
}

}  // namespace
}  // namespace osiris::cli
