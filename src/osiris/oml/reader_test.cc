#include "osiris/oml/reading_fixture.h"

namespace osiris::oml {
namespace {

using testing::ElementsAre;

class ReaderTest : public ReadingTest {};

TEST_F(ReaderTest, OrdersFindingsByPosition) {
  const auto outcome = read(
      "steps:\n"
      "  - {id: b, component: sql.transform, needs: [a], config: {query: ''}}\n"
      "  - {id: a, component: nobody, retry: 1}\n"
      "name: ${params.name}\n"
      "frob: 1\n");
  int last = 0;
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    EXPECT_LE(last, diagnostic.where.line);
    EXPECT_EQ(diagnostic.where.file, "p.yaml");
    last = diagnostic.where.line;
  }
  EXPECT_EQ(outcome.diagnostics.size(), 7U) << testing::PrintToString(words_of(outcome));
}

TEST_F(ReaderTest, FillsInParametersEverywhereButInTheirSections) {
  const auto outcome = read(
      "oml_version: 0.1.0\n"
      "name: ${params.name}\n"
      "description: Of ${params.name}\n"
      "params: {name: copy-users}\n"
      "steps:\n"
      "  - {id: 'read-${params.name}', component: files.reader, config: {path: a}}\n");
  ASSERT_TRUE(outcome.pipeline.has_value()) << testing::PrintToString(words_of(outcome));
  EXPECT_EQ(outcome.pipeline->name, "copy-users");
  EXPECT_EQ(outcome.pipeline->description, "Of copy-users");
  EXPECT_EQ(outcome.pipeline->steps[0].id, "read-copy-users");
  ASSERT_EQ(outcome.parameters.size(), 1U);
  EXPECT_EQ(outcome.parameters[0].name, "name");
}

TEST_F(ReaderTest, SaysOfAnUnresolvedReferenceOnlyThatItIsOne) {
  const auto outcome = read(
      "oml_version: ${params.p}\n"
      "name: ${params.p}\n"
      "steps:\n"
      "  - {id: '${params.p}', component: files.reader, config: {path: '${params.p}'}}\n"
      "  - {id: b, component: '${params.p}', mode: '${params.p}', timeout: '${params.p}'}\n"
      "  - {id: c, component: sql.transform, needs: ['${params.p}'], config: {query: q},\n"
      "     inputs: {x: '${params.p}'}}\n");
  EXPECT_EQ(outcome.diagnostics.size(), 9U) << testing::PrintToString(words_of(outcome));
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    EXPECT_EQ(diagnostic.type, "unresolved_parameter");
  }
}

TEST_F(ReaderTest, GivesWarningsOfYamlItsTypes) {
  const auto outcome = read(
      "oml_version: 0.1.0\nname: a\nmetadata: {on_call: yes}\n"
      "steps: [{id: a, component: files.reader, config: {path: a}}]\n");
  EXPECT_THAT(words_of(outcome), ElementsAre("warning ambiguous_scalar "));
  EXPECT_TRUE(outcome.pipeline.has_value());
}

TEST_F(ReaderTest, SurvivesAnyBytes) {
  for (const char* text :
       {"", "\n", "a", "[]", "null", "\xff\xfe", "{", "---\n---\n", "? a\n", "steps: [[[[[]]]]]",
        "steps: [{id: {a: b}, inputs: {1: 2}}]",
        "params: 1\nprofiles: 2\nsteps: 3\nname: 4\noml_version: 5\nmetadata: 6"}) {
    EXPECT_FALSE(read(text).pipeline.has_value()) << text;
    EXPECT_TRUE(has_errors(read(text).diagnostics)) << text;
  }
}

}  // namespace
}  // namespace osiris::oml
