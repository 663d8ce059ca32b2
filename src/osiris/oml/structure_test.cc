// The top level of documents. What each mistake is told stands in tests/golden/validate.

#include "osiris/oml/names.h"
#include "osiris/oml/reading_fixture.h"

namespace osiris::oml {
namespace {

using testing::ElementsAre;

class StructureTest : public ReadingTest {};

constexpr const char* kStep =
    "  - id: users\n    component: files.reader\n    config: {path: a.csv}\n";

TEST_F(StructureTest, ReadsTheTopLevel) {
  const auto outcome = read(std::string("x-team: data\n"
                                        "oml_version: 0.1.0\n"
                                        "name: copy-users\n"
                                        "description: Copies users.\n"
                                        "metadata: {owner: me, primary_key: id}\n"
                                        "steps:\n") +
                            kStep);
  ASSERT_TRUE(outcome.pipeline.has_value()) << testing::PrintToString(words_of(outcome));
  EXPECT_TRUE(outcome.diagnostics.empty());
  EXPECT_EQ(outcome.pipeline->oml_version, "0.1.0");
  EXPECT_EQ(outcome.pipeline->name, "copy-users");
  EXPECT_EQ(outcome.pipeline->description, "Copies users.");
  EXPECT_EQ(outcome.pipeline->metadata.text_or("owner", ""), "me");
  EXPECT_EQ(outcome.pipeline->steps.size(), 1U);
  EXPECT_NE(outcome.pipeline->document.find("x-team"), nullptr);
}

TEST_F(StructureTest, GivesNoPipelineWithAnErrorButWithAWarning) {
  EXPECT_FALSE(read("oml_version: 0.1.0\nname: a\n").pipeline.has_value());
  const auto warned = read(std::string("oml_version: 0.1.0\nname: A\nsteps:\n") + kStep);
  EXPECT_THAT(words_of(warned), ElementsAre("warning naming_convention name"));
  EXPECT_TRUE(warned.pipeline.has_value());
}

TEST_F(StructureTest, SpeaksTheWordsOfThePythonOsiris) {
  EXPECT_THAT(words_of(read("version: 1\nname: ''\nsteps: {}\nfoo: 1\noml_version: 1\n")),
              ElementsAre("error forbidden_key root", "error empty_name name",
                          "error invalid_steps_type steps", "error unknown_key root",
                          "error invalid_version_type oml_version"));
}

TEST_F(StructureTest, StopsCountingAtAThousandFindings) {
  std::string text = "oml_version: 0.1.0\nname: a\nsteps:\n";
  for (int i = 0; i < 1500; ++i) {
    text += "  - 1\n";
  }
  EXPECT_EQ(read(text).diagnostics.size(), 1000U);
}

TEST(Slug, IsSafeAsAFolder) {
  EXPECT_EQ(slug_of("Demo Pipe"), "demo-pipe");
  EXPECT_EQ(slug_of("  --A__b..c/../d!  "), "a-b-c-d");
  EXPECT_EQ(slug_of("Zoë"), "zo");
  EXPECT_EQ(slug_of("…"), "pipeline");
  EXPECT_EQ(slug_of(""), "pipeline");
  EXPECT_EQ(slug_of(slug_of("Äpfel & Birnen 2")), slug_of("Äpfel & Birnen 2"));
}

TEST(StepId, IsSafeAsAFolderAndARelation) {
  for (const char* id : {"a", "Extract-Users_2.v1", "0", "-", "_"}) {
    EXPECT_TRUE(is_step_id(id)) << id;
  }
  for (const char* id : {"", ".", "..", ".a", "a/b", "a b", "ä", "a\n", "a:b", "a\"b"}) {
    EXPECT_FALSE(is_step_id(id)) << id;
  }
  EXPECT_TRUE(is_step_id(std::string(128, 'a')));
  EXPECT_FALSE(is_step_id(std::string(129, 'a')));
}

}  // namespace
}  // namespace osiris::oml
