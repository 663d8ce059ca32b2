#include "osiris/run/step_setup.h"

#include "osiris/run/test_session.h"

namespace osiris::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using StepSetupTest = SessionTest;

TEST_F(StepSetupTest, BindsInputsInTheOrderWritten) {
  compile::ManifestStep join = step("join", "fake.transform", {"b-2", "a.1", "write", "c"});
  join.inputs = {{.name = "left", .step_id = "a.1", .mark = {}},
                 {.name = "extra", .step_id = "c", .mark = {}},
                 {.name = "bad", .step_id = "c", .output = "rejects", .mark = {}}};

  const auto inputs =
      bind_inputs(join, {{"a.1", 1}, {"b-2", 2}, {"c", 3}, {"c.rejects", 4}, {"unrelated", 9}});

  ASSERT_EQ(inputs.size(), 4U);
  EXPECT_EQ(inputs[0].step_id, "b-2");
  EXPECT_EQ(inputs[0].rows, 2);
  EXPECT_THAT(inputs[0].names, UnorderedElementsAre("b_2", "df_b_2"));
  EXPECT_THAT(inputs[1].names, UnorderedElementsAre("a_1", "df_a_1", "left"));
  EXPECT_EQ(inputs[2].relation, "c");
  EXPECT_EQ(inputs[3].step_id, "c");
  EXPECT_EQ(inputs[3].relation, "c.rejects");
  EXPECT_EQ(inputs[3].rows, 4);
  EXPECT_THAT(inputs[3].names, UnorderedElementsAre("c_rejects", "df_c_rejects", "bad"));
}

TEST_F(StepSetupTest, ResolvesNoConnectionIfNoneIsNamed) {
  start("connections: {fake: {main: {host: example.org}}}", {});
  const auto settings = resolve_connection(step("a", "fake.source"), services());
  ASSERT_TRUE(settings.has_value());
  EXPECT_FALSE(settings->has_value());
}

TEST_F(StepSetupTest, MakesSecretsKnownBeforeItReturns) {
  start("connections: {fake: {main: {host: '${FAKE_HOST}', password: literal-pass}}}",
        {{"FAKE_HOST", "from-environment"}});
  compile::ManifestStep connected = step("a", "fake.source");
  connected.connection = "@fake.main";
  const auto settings = resolve_connection(connected, services());
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ((*settings)->text("password"), "literal-pass");
  EXPECT_EQ(redactor.redact(std::string_view("from-environment, literal-pass")), "***, ***");
}

TEST_F(StepSetupTest, MasksWhatOnlySoundsSecret) {
  start("connections: {fake: {main: {host: 'db://app:in-the-url@h', api_key: literal-key}}}", {});
  compile::ManifestStep connected = step("a", "fake.source");
  connected.connection = "@fake.main";
  AdapterServices with = services();
  ASSERT_TRUE(set_up_step(connected, {}, options, *context, with).has_value());
  const std::string text = text_of(session.step_artifacts("a") / "cleaned_config.json");
  EXPECT_THAT(text, HasSubstr("\"db://app:***@h\""));
  EXPECT_THAT(text, HasSubstr("\"api_key\": \"***\""));
  EXPECT_EQ(redactor.redact("in-the-url, literal-key"), "***, ***");
}

TEST_F(StepSetupTest, WritesTheConfigAsTheDriverGetsIt) {
  AdapterServices with = services();
  const auto setup =
      set_up_step(step("a", "fake.source", {}, config({{"rows", 7}})), {}, options, *context, with);
  ASSERT_TRUE(setup.has_value());
  EXPECT_EQ(setup->places.artifacts_dir, session.step_artifacts("a"));
  EXPECT_THAT(setup->inputs, IsEmpty());
  const std::string text = text_of(session.step_artifacts("a") / "cleaned_config.json");
  EXPECT_THAT(text, HasSubstr("\"rows\": 7"));
  EXPECT_THAT(text, HasSubstr("\"behave\": \"ok\""));
  EXPECT_EQ(event("artifact_created").text_or("path", ""), "artifacts/a/cleaned_config.json");
}

TEST_F(StepSetupTest, SaysIfTheFolderCannotBeMade) {
  ASSERT_TRUE(files.write_text(session.artifacts_dir(), "in the way").has_value());
  AdapterServices with = services();
  const auto setup = set_up_step(step("a", "fake.source"), {}, options, *context, with);
  ASSERT_FALSE(setup.has_value());
  EXPECT_THAT(setup.error().code, testing::StartsWith("file."));
}

}  // namespace
}  // namespace osiris::run
