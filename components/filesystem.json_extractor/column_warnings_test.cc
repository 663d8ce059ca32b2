#include "components/filesystem.json_extractor/extract_fixture.h"

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class JsonColumnWarnings : public ExtractFixture {};

TEST_F(JsonColumnWarnings, TellsWhereInsideOfARowKindsAreMixed) {
  write_file("a.json", "{\"s\": {\"n\": 1, \"t\": [1]}, \"l\": [[1]]}\n");
  write_file("b.json",
             "{\"s\": {\"n\": 2}, \"l\": [[2,\n \"x\"]]}\n{\"s\": {\"t\": [{}],\n"
             "\"n\": \"x\"}, \"l\": []}\n{\"s\": {\"n\": \"y\"}}");
  EXPECT_EQ(extracted("path: [a.json, b.json]"),
            "s STRUCT(\"n\" JSON, \"t\" JSON[]), l JSON[][]\n"
            "{'n': 1, 't': [1]}|[[1]]\n{'n': 2, 't': NULL}|[[2, \"x\"]]\n"
            "{'n': '\"x\"', 't': [{}]}|[]\n{'n': '\"y\"', 't': NULL}|~\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("json.mixed_types (1) b.json:4: 's.n' has values of several"),
                          StartsWith("json.mixed_types (1) b.json:3: 's.t[]' has values"),
                          StartsWith("json.mixed_types (1) b.json:2: 'l[][]' has values")));
}

TEST_F(JsonColumnWarnings, TellsWhereAMixedListBeginsThoughItsElementsAreMixedToo) {
  read("{\"m\": 1}\n{\"m\": [\n1,\n\"x\"],\n\"a\": 1}\n{\"a\": \"y\"}");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("json.mixed_types (1) in.json:2: column 'm'"),
                          StartsWith("json.mixed_types (1) in.json:6: column 'a'")));
  EXPECT_THAT(read("{\"m\": 1}\n{\"m\": [\n1,\n\"x\"],\n\"M\": 1}"),
              StartsWith("json.bad_key: in.json:5: the key 'M' differs from 'm' (in.json:1)"));
}

TEST_F(JsonColumnWarnings, TellsOfNumbersInsideOfARowThatAreText) {
  EXPECT_EQ(read("{\"s\": [{\"n\": 1}]}\n{\"s\": [{\"n\": 1e999}]}"),
            "s STRUCT(\"n\" VARCHAR)[]\n[{'n': 1}]\n[{'n': 1e999}]\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("json.numbers_as_text (1) in.json:2: 's[].n' has numbers")));
}

TEST_F(JsonColumnWarnings, TellsOfSomeMixedPlacesAndCountsTheOthers) {
  std::string text;
  for (const char* value : {"1", "\"x\""}) {
    text += "{\"s\": {";
    for (int i = 0; i < 13; ++i) {
      text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + value;
    }
    text += "}, \"m\": " + std::string(value) + "}\n";
  }
  write_file("in.json", text);
  ASSERT_TRUE(run_step(component_, "path: in.json").has_value());
  ASSERT_EQ(observer_.warnings.size(), 12U);
  EXPECT_THAT(observer_.warnings[9], StartsWith("json.mixed_types (1) in.json:2: 's.k9' has"));
  EXPECT_THAT(observer_.warnings[10],
              StartsWith("json.mixed_types (3) in.json:2: so have 3 more places of column 's'"));
  EXPECT_THAT(observer_.warnings[11], StartsWith("json.mixed_types (1) in.json:2: column 'm'"));
}

TEST_F(JsonColumnWarnings, SaysNothingOfMixedPlacesThatAreKeptAsTheyAre) {
  read("{\"s\": {\"n\": 1}}\n{\"s\": {\"n\": \"x\"}}\n{\"s\": 1}");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("json.mixed_types (1) in.json:3: column 's'")))
      << "the whole column is JSON";
  observer_.warnings.clear();
  read("{\"s\": {\"n\": 1}}\n{\"s\": {\"n\": \"x\"}}", "dtype: {s: JSON}");
  read("{\"s\": {\"n\": 1}, \"t\": 1}\n{\"s\": {\"n\": \"x\"}}", "columns: [t]");
  EXPECT_TRUE(observer_.warnings.empty());
}

}  // namespace
}  // namespace osiris::components
