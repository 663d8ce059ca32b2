#include "osiris/cli/completion.h"

#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

using Words = std::vector<std::string>;

class CompletionTest : public VerbTest {
 protected:
  Completion completed(const Words& words) { return complete(verb_table(), words, world); }
  Words texts(const Words& words) {
    Words found;
    for (const app::Suggestion& suggestion : completed(words).suggestions) {
      found.push_back(suggestion.text);
    }
    return found;
  }
};

TEST_F(CompletionTest, OffersVerbsOfTheLevel) {
  EXPECT_THAT(texts({""}), Contains("validate"));
  EXPECT_THAT(texts({"comp"}), ElementsAre("compile", "components", "completion"));
  EXPECT_THAT(texts({"data", "s"}), ElementsAre("show", "sql"));
  EXPECT_THAT(texts({"oml", "v"}), ElementsAre("validate"));
  EXPECT_THAT(texts({"help", "runs", ""}), ElementsAre("list", "show"));
  EXPECT_THAT(texts({"help", "nothing", ""}), IsEmpty());
  EXPECT_THAT(texts({"version", ""}), IsEmpty());
  EXPECT_THAT(texts({}), Contains("run"));
}

TEST_F(CompletionTest, OffersOptionsThatAreNotThereYet) {
  EXPECT_THAT(texts({"validate", "--pro"}), ElementsAre("--profile", "--project"));
  EXPECT_THAT(texts({"validate", "--profile", "x", "--pro"}), ElementsAre("--project"));
  EXPECT_THAT(texts({"validate", "--profile=x", "--pro"}), ElementsAre("--project"));
  EXPECT_THAT(texts({"-q", "version", "--q"}), IsEmpty());
  EXPECT_THAT(texts({"run", "--param", "a=1", "--para"}), ElementsAre("--param"));
  EXPECT_THAT(texts({"connections", "doctor", "--connection"}), ElementsAre("--connection-id"));
}

TEST_F(CompletionTest, OffersWhatAnOptionTakes) {
  EXPECT_THAT(texts({"run", "--on-failure", ""}), ElementsAre("stop", "finish_independent"));
  EXPECT_THAT(texts({"run", "--on-failure=s"}), ElementsAre("--on-failure=stop"));
  EXPECT_THAT(texts({"data", "sql", "last", "--format", ""}), ElementsAre("table", "csv", "json"));
  EXPECT_THAT(texts({"completion", ""}), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(texts({"run", "--json=s"}), IsEmpty());
  EXPECT_THAT(texts({"run", "--nothing=s"}), IsEmpty());
}

TEST_F(CompletionTest, LeavesFilesToTheShell) {
  EXPECT_EQ(completed({"validate", "a.yaml", ""}).files, FileKind::kPipelines);
  EXPECT_EQ(completed({"run", "a.yaml", ""}).files, FileKind::kNone);
  EXPECT_EQ(completed({"diff", "a.yaml", ""}).files, FileKind::kPipelines);
  EXPECT_EQ(completed({"--project", ""}).files, FileKind::kFolders);
  EXPECT_EQ(completed({"compile", "--out=x"}).files, FileKind::kFolders);
  EXPECT_EQ(completed({"data", "export", "last", "r", "--out", ""}).files, FileKind::kAny);
  EXPECT_EQ(completed({"data", "sql", "last", ""}).files, FileKind::kNone);
}

TEST_F(CompletionTest, TakesNothingForAnOptionBehindTwoDashes) {
  EXPECT_THAT(texts({"validate", "--", "--p"}), IsEmpty());
  EXPECT_EQ(completed({"validate", "--", "--p"}).files, FileKind::kPipelines);
}

TEST_F(CompletionTest, KnowsTheStepsOfAPipelineAndItsProfiles) {
  const std::string file =
      pipeline(
          "profiles: {prod: {params: {}}, test: {params: {}}}\n"
          "steps: [{id: load, component: x.y}, {id: 7}, {component: z}, {id: out}]\n")
          .file;
  EXPECT_THAT(texts({"run", file, "--only", ""}), ElementsAre("load", "out"));
  EXPECT_THAT(texts({"compile", file, "--profile", "p"}), ElementsAre("prod"));
  EXPECT_THAT(texts({"run", "no.yaml", "--only", ""}), IsEmpty());
  EXPECT_THAT(texts({"compile", "--profile", ""}), IsEmpty());
}

TEST_F(CompletionTest, KnowsSessionsAndTheirSteps) {
  EXPECT_THAT(texts({"runs", "show", ""}), IsEmpty());
  run_once();
  const Words sessions = texts({"runs", "show", ""});
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_EQ(sessions[0], "last");
  EXPECT_THAT(texts({"data", "show", "last", ""}), Not(IsEmpty()));
  EXPECT_EQ(texts({"data", "show", "last", ""}),
            texts({"logs", "tail", sessions[1], "--step", ""}));
  EXPECT_THAT(texts({"runs", "list", "--pipeline", ""}), testing::SizeIs(1));
}

TEST_F(CompletionTest, KnowsThePipelinesWithStatesTheirStepsAndProfiles) {
  EXPECT_THAT(texts({"state", "show", ""}), IsEmpty());
  for (const session::StateKey& key :
       {session::StateKey{"orders", "", "load"}, session::StateKey{"orders", "prod", "load-2"},
        session::StateKey{"people", "test", "read"}}) {
    const session::StateRecord record{.key = key,
                                      .component = "a.b",
                                      .connection = {},
                                      .session_id = "s",
                                      .committed_at = "t",
                                      .state = Value::object()};
    ASSERT_TRUE(session::write_state(files, app::state_dir(world), record).has_value());
  }
  EXPECT_THAT(texts({"state", "reset", ""}), ElementsAre("orders", "people"));
  EXPECT_THAT(texts({"state", "show", "orders", "--step", ""}), ElementsAre("load", "load-2"));
  EXPECT_THAT(texts({"state", "show", "orders", "--profile", ""}), ElementsAre("prod"));
  EXPECT_THAT(texts({"state", "show", "--step", ""}), IsEmpty());
}

TEST_F(CompletionTest, NeverOffersWhatATerminalWouldTakeForAnOrder) {
  const std::string file = pipeline("steps: [{id: \"a\\e[2J\"}, {id: b}]\n").file;
  EXPECT_THAT(texts({"run", file, "--only", ""}), ElementsAre("b"));
}

TEST(Completion, FindsTheProjectAmongTheWords) {
  EXPECT_EQ(project_of_words({"--project", "p", "run", ""}), "p");
  EXPECT_EQ(project_of_words({"run", "--project=p", ""}), "p");
  EXPECT_EQ(project_of_words({"run", "--project", "p"}), "");  // It is still being typed.
  EXPECT_EQ(project_of_words({"run", "--", "--project=p", ""}), "");
  EXPECT_EQ(project_of_words({}), "");
}

TEST(Completion, IsWrittenForScripts) {
  EXPECT_EQ(completion_lines({{{"run", "Run\tit"}, {"a", ""}}, FileKind::kAny}),
            "run\tRun\\x09it\na\t\n:any\n");
  EXPECT_EQ(completion_lines({}), ":none\n");
}

}  // namespace
}  // namespace osiris::cli
