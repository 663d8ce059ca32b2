// Foresight over the fixture's components: files.reader "sees" what the test says, sql.transform
// asks DuckDB.

#include "osiris/compile/foresight.h"

#include "osiris/compile/compiler.h"
#include "osiris/format/json.h"
#include "osiris/oml/fixture_components.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

using sdk::Certainty;
using testing::ElementsAre;
using testing::IsEmpty;

class ForesightTest : public testing::Test {
 protected:
  /// Compiles a document of these steps. Findings are in `findings()`.
  CompileOutcome compile(const std::string& steps, std::map<std::string, std::string> params = {}) {
    const std::string text = "oml_version: \"0.1.0\"\nname: test\nsteps:\n" + steps;
    const oml::ParameterSources sources{
        .command_line = std::move(params), .environment = {}, .profile = {}};
    return compile_pipeline(
        text, registry_, {.file = "p.yaml", .parameters = sources, .connections = nullptr},
        [this](const auto& step, const auto& inputs) { return foresee(step, inputs); });
  }

  /// Returns each finding as "line:column-end severity code location: message".
  static std::vector<std::string> findings(const CompileOutcome& outcome) {
    std::vector<std::string> lines;
    for (const Diagnostic& finding : outcome.diagnostics) {
      lines.push_back(std::to_string(finding.where.line) + ":" +
                      std::to_string(finding.where.column) + "-" +
                      std::to_string(finding.where.end_column) + " " +
                      std::string(to_string(finding.severity)) + " " + finding.code + " " +
                      finding.location + ": " + finding.message + "; " + finding.hint);
    }
    return lines;
  }

  static std::string known(const CompileOutcome& outcome, const std::string& step_id) {
    for (const StepForesight& step : outcome.foresight) {
      if (step.step_id == step_id) {
        std::string text(to_string(step.foresight.certainty));
        for (const exchange::ColumnText& column : step.foresight.columns) {
          text += " " + column.name + ":" + column.type;
        }
        return text + " (" + step.foresight.basis + ")";
      }
    }
    return "nothing";
  }

  /// What files.reader says of each path.
  std::map<std::string, sdk::Foresight> files_ = {
      {"a.csv",
       {Certainty::kSeen, {{"id", "BIGINT"}, {"name", "VARCHAR"}}, "a.csv as it is now", {}}},
      {"big.csv", {Certainty::kLikely, {{"id", "BIGINT"}}, "the start of big.csv", {}}},
      {"declared.csv", {Certainty::kCertain, {{"id", "BIGINT"}}, "its options", {}}}};

 private:
  Result<sdk::Foresight> foresee(const ManifestStep& step,
                                 const std::vector<exchange::BindInput>& inputs) {
    if (step.component == "files.reader") {
      const auto found = files_.find(step.config.text_or("path", ""));
      sdk::Foresight absent;
      absent.basis = "no such file";
      absent.obstacle = make_error(kFileNotFound, "no such file", "check the path")
                            .with(std::string(sdk::kOptionDetail), "path");
      return found == files_.end() ? absent : found->second;
    }
    if (step.component != "sql.transform") {
      return sdk::Foresight{};
    }
    auto bound = binder_.bind(step.config.text_or("query", ""), inputs);
    if (!bound.has_value()) {
      return fail(std::move(bound).error().with(std::string(sdk::kOptionDetail), "query"));
    }
    sdk::Foresight foresight;
    if (*bound) {
      foresight = {Certainty::kCertain, **bound, "the query", {}};
    }
    return foresight;
  }

  const sdk::Registry registry_{oml::fixture_components()};
  exchange::DuckDbBinder binder_;
};

std::string reader(const std::string& path) {
  return "  - {id: read, component: files.reader, config: {path: " + path + "}}\n";
}

std::string transform(const std::string& query) {
  return "  - id: shape\n    component: sql.transform\n    config:\n      query: " + query + "\n";
}

TEST_F(ForesightTest, HandsColumnsFromStepToStep) {
  const auto outcome = compile(reader("a.csv") + transform("SELECT id + 1 AS next FROM input_df"));
  EXPECT_THAT(findings(outcome), IsEmpty());
  EXPECT_EQ(known(outcome, "read"), "seen id:BIGINT name:VARCHAR (a.csv as it is now)");
  EXPECT_EQ(known(outcome, "shape"), "seen next:BIGINT (a.csv as it is now)");
  ASSERT_TRUE(outcome.manifest.has_value());
  EXPECT_THAT(outcome.manifest->steps[1].columns, IsEmpty()) << "what a file shows is not certain";
}

TEST_F(ForesightTest, KeepsInTheManifestWhatFollowsFromThePipelineAlone) {
  const std::string steps = reader("declared.csv") + transform("SELECT id AS key FROM read");
  const auto outcome = compile(steps);
  ASSERT_TRUE(outcome.manifest.has_value());
  EXPECT_THAT(outcome.manifest->steps[1].columns,
              ElementsAre(exchange::ColumnText{"key", "BIGINT"}));

  files_["declared.csv"].certainty = Certainty::kSeen;
  const auto other = compile(steps);
  EXPECT_NE(other.manifest->hash, outcome.manifest->hash);
  files_["declared.csv"].columns = {{"id", "DATE"}};
  EXPECT_EQ(compile(steps).manifest->hash, other.manifest->hash)
      << "what is only seen changes no byte";
}

TEST_F(ForesightTest, PlacesAnUnknownColumnInTheDocument) {
  const auto outcome = compile(reader("a.csv") + transform("|\n        SELECT id,\n          nmae\n"
                                                           "        FROM read"));
  EXPECT_THAT(findings(outcome),
              ElementsAre("10:11-15 error sql.invalid steps[1].config.query: Referenced column "
                          "\"nmae\" not found in FROM clause; did you mean 'name'?"));
  EXPECT_FALSE(outcome.manifest.has_value());
}

TEST_F(ForesightTest, FollowsParametersBackToTheirReference) {
  const auto outcome =
      compile(reader("a.csv") + transform("SELECT ${params.a}, ${params.b} FROM read"),
              {{"a", "length(name)"}, {"b", "nothing"}});
  EXPECT_THAT(findings(outcome),
              ElementsAre(testing::HasSubstr("8:34-45 error sql.invalid steps[1].config.query: "
                                             "Referenced column \"nothing\"")));
}

TEST_F(ForesightTest, NamesTheStepThatIsNoInput) {
  const std::string steps = reader("a.csv") +
                            "  - {id: other, component: files.reader, config: {path: a.csv}}\n" +
                            transform("SELECT * FROM read") + "    needs: [other]\n";
  EXPECT_THAT(findings(compile(steps)),
              ElementsAre("9:28-32 error sql.undeclared_input steps[2].config.query: the query "
                          "reads 'read', which is no input of this step; add 'read' to the step's "
                          "'needs'"));
  EXPECT_THAT(findings(compile(reader("a.csv") + transform("SELECT * FROM shape"))),
              ElementsAre(testing::HasSubstr("which is the step itself")));
  EXPECT_THAT(findings(compile(reader("a.csv") + transform("SELECT * FROM raed"))),
              ElementsAre(testing::HasSubstr("did you mean 'read'?")));
  EXPECT_THAT(findings(compile(transform("SELECT * FROM nothing"))),
              ElementsAre(testing::HasSubstr("the step has no inputs")));
}

TEST_F(ForesightTest, KnowsTheColumnsOfOutputs) {
  const std::string read =
      "  - {id: read, component: files.reader, config: {path: a.csv, header: false}}\n";
  const auto outcome = compile(read + transform("SELECT line + 1 AS next FROM bad") +
                               "    inputs: {bad: '@read.rejects'}\n");
  EXPECT_THAT(findings(outcome), IsEmpty());
  EXPECT_EQ(known(outcome, "shape"), "certain next:BIGINT (the query)");
  EXPECT_THAT(findings(compile(read + transform("SELECT * FROM \"read.rejects\""))),
              ElementsAre(testing::HasSubstr("which is no input of this step; take it under "
                                             "'inputs': `inputs: {read_rejects: "
                                             "\"@read.rejects\"}`")));
}

TEST_F(ForesightTest, OnlyWarnsWhenTheSampleMayMislead) {
  const auto outcome = compile(reader("big.csv") + transform("SELECT upper(id) FROM read"));
  EXPECT_THAT(findings(outcome),
              ElementsAre(testing::AllOf(testing::HasSubstr("warning sql.invalid"),
                                         testing::HasSubstr("by the types in the start of "
                                                            "big.csv"))));
  EXPECT_TRUE(outcome.manifest.has_value());
  EXPECT_THAT(findings(compile(reader("big.csv") + transform("SELECT nmae FROM read"))),
              ElementsAre(testing::HasSubstr("error sql.invalid")))
      << "no type makes a column appear";
}

TEST_F(ForesightTest, SaysWhatIsNotKnownAndWhy) {
  const auto outcome = compile(reader("gone.csv") + transform("SELECT id FROM read"));
  EXPECT_THAT(findings(outcome), ElementsAre("4:56-64 warning file.not_found steps[0].config.path: "
                                             "no such file; check the path"));
  EXPECT_TRUE(outcome.manifest.has_value());
  EXPECT_EQ(known(outcome, "shape"), "unknown (the columns of 'read' are not known)");
}

TEST_F(ForesightTest, DoesNotLookAtAFileThatIsWrittenBefore) {
  const std::string write =
      "  - {id: first, component: files.reader, config: {path: a.csv}}\n"
      "  - {id: write, component: files.writer, config: {path: ./gone.csv}}\n";
  const auto outcome = compile(write + reader("gone.csv"));
  EXPECT_THAT(findings(outcome), IsEmpty());
  EXPECT_EQ(known(outcome, "read"), "unknown (step 'write' writes what it reads)");

  const auto later = compile(
      reader("gone.csv") + "  - {id: write, component: files.writer, config: {path: gone.csv}}\n");
  EXPECT_THAT(findings(later), ElementsAre(testing::HasSubstr("file.not_found")))
      << "the file is read before it is replaced";
}

TEST_F(ForesightTest, RefusesTwoStepsThatWriteOneFile) {
  const std::string read = reader("a.csv");
  const auto write = [](const char* id, const char* config) {
    return std::string("  - {id: ") + id + ", component: files.writer, needs: [read], config: {" +
           config + "}}\n";
  };
  const auto outcome =
      compile(read + write("one", "path: out.csv") + write("two", "path: ./out.csv"));
  EXPECT_THAT(findings(outcome),
              ElementsAre(testing::HasSubstr(
                  "error pipeline.shared_target steps[2].config.path: step 'one' writes this file "
                  "too")));
  EXPECT_FALSE(outcome.manifest.has_value());
  EXPECT_THAT(
      findings(compile(read + write("one", "path: a/out.csv") + write("two", "path: out.csv"))),
      IsEmpty());
}

}  // namespace
}  // namespace osiris::compile
