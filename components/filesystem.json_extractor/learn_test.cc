#include "components/filesystem.json_extractor/extract_fixture.h"

namespace osiris::components {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class JsonKeys : public ExtractFixture {};

TEST_F(JsonKeys, RefusesKeysThatColumnsCannotTellApart) {
  write_file("a.json", "{\"id\": 1}\n{\"Name\": \"x\"}\n");
  write_file("b.json", "[{\"id\": 2},\n {\"id\": 3,\n  \"name\": \"y\"}]");
  const auto result = run_step(component_, "path: [a.json, b.json]");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "json.bad_key");
  EXPECT_EQ(result.error().message,
            "b.json:3: the key 'name' differs from 'Name' (a.json:2) in upper and lower case only, "
            "which columns do not tell apart");
  EXPECT_THAT(result.error().hint, HasSubstr("'columns'"));
  EXPECT_EQ(result.error().detail("line"), "3");
  EXPECT_EQ(extracted("path: [a.json, b.json]\ncolumns: [name, id]"),
            "name VARCHAR, id BIGINT\n~|1\n~|~\n~|2\ny|3\n");
  EXPECT_THAT(read("{\"a\": 1, \"A\": 2}"), StartsWith("json.bad_key: in.json:1: "));
  EXPECT_THAT(read("{\"a\": 1, \"A\": 2}", "dtype: {a: str, A: str}"),
              StartsWith("json.bad_key: in.json:1: "));
  EXPECT_EQ(foresee("path: in.json")->obstacle->code, "json.bad_key");
  EXPECT_EQ(read("{\"a\": 1}\n{\"A\": 2}", "limit: 1"), "a BIGINT\n1\n");
}

TEST_F(JsonKeys, FindsTheLinesOfManyKeysInOneRecord) {
  constexpr int kKeys = 100'000;
  std::string text = "{\n";
  for (int i = 0; i < kKeys; ++i) {
    text += "\"key-" + std::to_string(i) + "\": [1,\n\"x\"],\n";
  }
  EXPECT_THAT(read(text + "\"KEY-7\": 1}"),
              StartsWith("json.bad_key: in.json:" + std::to_string(2 + 2 * kKeys) +
                         ": the key 'KEY-7' differs from 'key-7' (in.json:16)"));
}

TEST_F(JsonKeys, RefusesKeysThatNoColumnCanHave) {
  EXPECT_THAT(read("{\"a\": 1}\n{\"a\": 2, \"\": 3}"),
              StartsWith("json.bad_key: in.json:2: the key '' cannot name a column"));
  EXPECT_THAT(read("{\"a\": 1}\n{\"a\\u0000b\": 2}"),
              StartsWith("json.bad_key: in.json:2: the key 'a\\x00b' cannot name a column"));
  EXPECT_EQ(read("{\"a\": 1}\n{\"a\\u0000b\": 2}", "columns: [a]"), "a BIGINT\n1\n~\n");
  EXPECT_EQ(read("{\"s\": {\"a\\u0000b\": 2}}"), "s JSON\n{\"a\\u0000b\": 2}\n");
}

}  // namespace
}  // namespace osiris::components
