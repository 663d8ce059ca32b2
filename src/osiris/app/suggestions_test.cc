#include "osiris/app/suggestions.h"

#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SuggestionsTest : public ProjectTest {
 protected:
  static std::vector<std::string> texts(const std::vector<Suggestion>& suggestions) {
    std::vector<std::string> texts;
    for (const Suggestion& suggestion : suggestions) {
      texts.push_back(suggestion.text);
    }
    return texts;
  }
};

TEST_F(SuggestionsTest, NamesSessionsNewestFirstAndOnce) {
  ASSERT_TRUE(run(pipeline()).has_value());
  const auto second = run(pipeline());
  ASSERT_TRUE(second.has_value());
  RunRequest again;
  again.resume = second->session_id;
  ASSERT_TRUE(run_pipeline(world, again, {}).has_value());

  const auto sessions = suggest_sessions(world);
  ASSERT_EQ(sessions.size(), 3U);
  EXPECT_EQ(sessions[0].text, "last");
  EXPECT_EQ(sessions[1].text, second->session_id);
  EXPECT_EQ(sessions[1].meaning, "numbers, success");
  EXPECT_THAT(texts(suggest_pipeline_names(world)), ElementsAre("numbers"));
  EXPECT_THAT(texts(suggest_steps_of_session(world, "last")), ElementsAre("make-numbers"));
}

TEST_F(SuggestionsTest, NamesComponentsAndConnections) {
  write("osiris_connections.yaml",
        "connections: {b: {x: {}, y: {}}, a: {x: {password: \"${NOT_SET}\"}}}\n");
  EXPECT_THAT(texts(suggest_connections(world)), ElementsAre("@a.x", "@b.x", "@b.y"));
  EXPECT_THAT(texts(suggest_families(world)), ElementsAre("a", "b"));
  EXPECT_THAT(texts(suggest_aliases(world)), ElementsAre("x", "y"));
  EXPECT_THAT(texts(suggest_components(world)), ElementsAre("fake.numbers"));
  EXPECT_EQ(suggest_components(world).front().meaning, "Makes numbers");
}

TEST_F(SuggestionsTest, KnowsNothingWhereSomethingIsMissingOrBroken) {
  write("broken.yaml", "steps: [{id: a");
  write("odd.yaml", "steps: {id: a}\nprofiles: [a]\n");
  write("osiris_connections.yaml", "connections: [");
  for (const char* file : {"broken.yaml", "odd.yaml", "absent.yaml", "."}) {
    const std::string path = (folder / file).string();
    EXPECT_THAT(suggest_steps_of_file(world, path), IsEmpty()) << file;
    EXPECT_THAT(suggest_profiles(world, path), IsEmpty()) << file;
  }
  EXPECT_THAT(suggest_sessions(world), IsEmpty());
  EXPECT_THAT(suggest_steps_of_session(world, "last"), IsEmpty());
  EXPECT_THAT(suggest_connections(world), IsEmpty());
  write(".osiris_state", "a file in the way");
  EXPECT_THAT(suggest_pipelines_with_state(world), IsEmpty());
}

TEST_F(SuggestionsTest, ReadsNoHugeFile) {
  write("huge.yaml", "steps: [{id: a}]\n#" + std::string(2U << 20, 'x'));
  EXPECT_THAT(suggest_steps_of_file(world, (folder / "huge.yaml").string()), IsEmpty());
}

}  // namespace
}  // namespace osiris::app
