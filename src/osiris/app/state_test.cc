#include "osiris/app/test_state.h"

namespace osiris::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StateVerbs : public StateTest {
 protected:
  void SetUp() override {
    outside().sources = {{"numbers", 2}, {"first", 3}, {"second", 1}};
    run_once(kTwoSources);
    run_with([](RunRequest& request) { request.pipeline.profile = "prod"; }, kTwoSources).value();
    run_once();
  }

  static std::vector<std::string> names(const Result<std::vector<session::StoredState>>& states) {
    std::vector<std::string> names;
    if (!states.has_value()) {
      return {states.error().code};
    }
    for (const session::StoredState& state : *states) {
      names.push_back(state.key.pipeline_id + "/" + state.key.profile + "/" + state.key.step_id +
                      (state.problem.has_value() ? "!" : ""));
    }
    return names;
  }

  std::vector<std::string> all() const { return names(list_states(world)); }
};

TEST_F(StateVerbs, ListAll) {
  EXPECT_THAT(all(),
              ElementsAre("copy-numbers//load", "two-sources//load-1.a", "two-sources//load-2.b",
                          "two-sources/prod/load-1.a", "two-sources/prod/load-2.b"));
}

TEST_F(StateVerbs, ShowThoseOfAPipelineByIdOrName) {
  EXPECT_THAT(names(show_states(world, {"two-sources", "", ""})),
              ElementsAre("two-sources//load-1.a", "two-sources//load-2.b"));
  EXPECT_THAT(names(show_states(world, {"Copy numbers", "", ""})),
              ElementsAre("copy-numbers//load"));
  EXPECT_THAT(names(show_states(world, {"two-sources", "prod", "load-2.b"})),
              ElementsAre("two-sources/prod/load-2.b"));
}

TEST_F(StateVerbs, SayWhatThereIsInstead) {
  const auto unknown = show_states(world, {"two-source", "", ""});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_TRUE(unknown.error().is(kStateNotFound));
  EXPECT_THAT(unknown.error().message, HasSubstr("did you mean 'two-sources'?"));
  const auto step = show_states(world, {"two-sources", "", "load"});
  EXPECT_TRUE(step.error().is(kStateNotFound));
  EXPECT_THAT(step.error().hint,
              AllOf(HasSubstr("load-1.a, load-2.b"), HasSubstr("load-1.a (--profile prod)")));
  const auto profile = show_states(world, {"copy-numbers", "prod", ""});
  EXPECT_TRUE(profile.error().is(kStateNotFound));
  EXPECT_THAT(profile.error().message, HasSubstr("'copy-numbers' with the profile 'prod'"));
  for (const char* outside_of_states : {"..", "../.osiris_sessions", "", ".", "/"}) {
    EXPECT_TRUE(show_states(world, {outside_of_states, "", ""}).error().is(kStateNotFound));
  }
}

TEST_F(StateVerbs, ResetRemovesWhatIsMeantAndNothingElse) {
  EXPECT_THAT(names(reset_states(world, {"two-sources", "", "load-1.a"}, ResetAction::kLookOnly)),
              ElementsAre("two-sources//load-1.a"));
  EXPECT_EQ(all().size(), 5U);
  EXPECT_THAT(names(reset_states(world, {"two-sources", "", "load-1.a"}, ResetAction::kRemove)),
              ElementsAre("two-sources//load-1.a"));
  EXPECT_EQ(all().size(), 4U);
  EXPECT_THAT(names(reset_states(world, {"two-sources", "prod", ""}, ResetAction::kRemove)),
              ElementsAre("two-sources/prod/load-1.a", "two-sources/prod/load-2.b"));
  EXPECT_THAT(all(), ElementsAre("copy-numbers//load", "two-sources//load-2.b"));
  EXPECT_THAT(names(reset_states(world, {"two-sources", "prod", ""}, ResetAction::kRemove)),
              ElementsAre(kStateNotFound.name));
}

TEST_F(StateVerbs, ResetRemovesWhatIsDamaged) {
  write(state_path("load"), "{");
  EXPECT_THAT(all(), testing::Contains("copy-numbers//load!"));
  ASSERT_TRUE(reset_states(world, {"copy-numbers", "", "load"}, ResetAction::kRemove).has_value());
  run_once();
  EXPECT_EQ(stored("load"), 2);
}

TEST_F(StateVerbs, KnowNothingWithoutAnyState) {
  ASSERT_TRUE(files.remove_all(state_dir(world)).has_value());
  EXPECT_THAT(all(), IsEmpty());
  EXPECT_TRUE(show_states(world, {"two-sources", "", ""}).error().is(kStateNotFound));
  EXPECT_FALSE(files.exists(state_dir(world)));
}

}  // namespace
}  // namespace osiris::app
