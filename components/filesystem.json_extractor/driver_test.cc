#include "components/filesystem.json_extractor/component.h"
#include "components/filesystem/test_source.h"
#include "osiris/sdk/step_fixture.h"

#include <filesystem>
#include <tuple>

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class JsonExtractorTest : public sdk::StepFixture {
 protected:
  /// Runs the step and returns its columns and rows, or the failure.
  std::string extracted(const std::string& config) {
    const auto result = run_step(component_, config);
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->rows_in, result->rows_out);
    return columns_of(result->relation) + "\n" + rows_of("FROM step");
  }

  /// The same for one file of this text.
  std::string read(const std::string& text, const std::string& options = "") {
    write_file("in.json", text);
    return extracted("path: in.json\n" + options);
  }

  Result<sdk::Foresight> foresee(const std::string& config_yaml) {
    const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
    const auto config = parse_yaml(config_yaml, "config").value.value_or(Value());
    exchange::DuckDbBinder binder;
    const sdk::ForeseeContext context{.project_dir = folder_.path(),
                                      .settings = settings_,
                                      .files = files_,
                                      .inputs = {},
                                      .binder = binder};
    return component_.foresee(sdk::StepConfig(sdk::complete_config(*spec, config, false)), context);
  }

  const sdk::Component component_ = filesystem_json_extractor(filesystem_json_extractor_spec());
};

TEST_F(JsonExtractorTest, ReadsLinesAndArraysAlike) {
  const std::string rows = "a BIGINT, b VARCHAR\n1|x\n~|y\n";
  for (const char* text :
       {"{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\",\"a\":null}\n",
        "{\"a\":1,\"b\":\"x\"}\r\n\r\n {\"b\":\"y\"}", "[{\"a\":1,\"b\":\"x\"},{\"b\":\"y\"}]",
        "\xEF\xBB\xBF [\n {\"a\": 1, \"b\": \"x\"} ,\n {\"b\": \"y\"}\n]\n",
        "{\n \"a\": 1,\n \"b\": \"x\"\n}\n{\"b\":\"y\"}"}) {
    EXPECT_EQ(read(text), rows) << text;
  }
}

TEST_F(JsonExtractorTest, FindsTheListInADocument) {
  const std::string text =
      "{\"meta\": {\"items\": [9, \"}\"]}, \"data\": {\"n\": 1, \"items\": [{\"a\": 1}, {\"a\": "
      "2}], "
      "\"x\": {\"y\": [1]}}, \"end\": \"]\"}";
  EXPECT_EQ(read(text, "records_path: /data/items"), "a BIGINT\n1\n2\n");
  EXPECT_THAT(read(text, "records_path: /data/rows"),
              StartsWith("json.no_records: in.json has no 'rows'"));
  EXPECT_THAT(read(text, "records_path: /data/n"), StartsWith("json.no_records: in.json: what"));
  EXPECT_THAT(read(text, "records_path: /meta/items"),
              StartsWith("json.no_records: in.json:1: a record has to be an object"));
  EXPECT_EQ(read("{\"a/b\": {\"c~\": [{\"n\": 1}]}}", "records_path: /a~1b/c~0"), "n BIGINT\n1\n");
  EXPECT_THAT(read("{\"a\": [{\"n\": 1}], \"b\": ", "records_path: /a"),
              StartsWith("json.malformed: in.json:1: "));
}

TEST_F(JsonExtractorTest, AKeyThatAppearsLateIsAColumn) {
  std::string text;
  for (int i = 0; i < 50000; ++i) {
    text += "{\"n\":" + std::to_string(i) + "}\n";
  }
  write_file("in.json", text + "{\"n\":50000,\"late\":[1.5]}\n");
  ASSERT_TRUE(run_step(component_, "path: in.json").has_value());
  EXPECT_EQ(columns_of("step"), "n BIGINT, late DOUBLE[]");
  EXPECT_EQ(rows_of("SELECT count(*), count(late), bool_and(n = rowid) FROM step"),
            "50001|1|true\n");
}

TEST_F(JsonExtractorTest, KeepsDigitsAndText) {
  EXPECT_EQ(
      read("{\"a\": 9223372036854775808, \"b\": \"007\", \"c\": \"2024-01-31\", \"d\": \"1\"}\n"
           "{\"a\": -1, \"b\": \"8\"}"),
      "a HUGEINT, b VARCHAR, c VARCHAR, d VARCHAR\n"
      "9223372036854775808|007|2024-01-31|1\n-1|8|~|~\n");
  EXPECT_TRUE(observer_.warnings.empty());
  EXPECT_EQ(read("[{\"a\": 123456789012345678901234567890123456789012}, {\"a\": 1.5}]"),
            "a VARCHAR\n123456789012345678901234567890123456789012\n1.5\n");
  EXPECT_THAT(observer_.warnings, ElementsAre(StartsWith("json.numbers_as_text (1) in.json")));
}

TEST_F(JsonExtractorTest, WarnsOfNumbersThatDoubleRounds) {
  EXPECT_EQ(read("[{\"a\": 0.1}, {\"a\": 9007199254740993},\n{\"a\": 1e2}, {\"a\": "
                 "0.123456789012345678}]"),
            "a DOUBLE\n0.1\n9007199254740992.0\n100.0\n0.12345678901234568\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("json.digits_lost (2) in.json:1: '9007199254740993' in column "
                                     "'a' is rounded")));
}

TEST_F(JsonExtractorTest, KeepsNestedTypes) {
  EXPECT_EQ(read("{\"s\": {\"x\": 1, \"l\": [[1], []]}, \"b\": true, \"e\": []}\n"
                 "{\"s\": {\"y\": \"z\", \"x\": 2.5}, \"b\": null}\n{\"s\": null}"),
            "s STRUCT(\"x\" DOUBLE, \"l\" BIGINT[][], \"y\" VARCHAR), b BOOLEAN, e VARCHAR[]\n"
            "{'x': 1.0, 'l': [[1], []], 'y': NULL}|true|[]\n"
            "{'x': 2.5, 'l': NULL, 'y': z}|~|~\n~|~|~\n");
}

TEST_F(JsonExtractorTest, ValuesOfSeveralKindsAreJson) {
  EXPECT_EQ(read("[{\"a\": 1}, {\"a\": \"x\"}, {\"a\": [1.50, {\"b\": null}]}, {\"a\": null}]"),
            "a JSON\n1\n\"x\"\n[1.50, {\"b\": null}]\n~\n");
  EXPECT_THAT(observer_.warnings, ElementsAre(StartsWith("json.mixed_types (1) in.json: column")));
  EXPECT_EQ(read("[{\"a\": {}}, {\"a\": {}}]"), "a JSON\n{}\n{}\n");
  EXPECT_EQ(read("[{\"a\": {\"k\": 1, \"K\": 2}}]"), "a JSON\n{\"k\": 1, \"K\": 2}\n");
}

TEST_F(JsonExtractorTest, ObjectsWithManyKeysAreJson) {
  std::string text = "{\"a\": {";
  for (int i = 0; i <= 600; ++i) {
    text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
  }
  write_file("in.json", text + "}}");
  ASSERT_TRUE(run_step(component_, "path: in.json").has_value());
  EXPECT_EQ(columns_of("step"), "a JSON");
}

TEST_F(JsonExtractorTest, ResolvesEscapes) {
  EXPECT_EQ(read(R"({"a": "\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00", "\u0061b": 1})"),
            "a VARCHAR, ab BIGINT\n\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80|1\n");
}

TEST_F(JsonExtractorTest, NamesTheLineOfWhatIsNoJson) {
  const std::pair<const char*, const char*> files[] = {
      {"{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", "in.json:2: the file ends inside"},
      {"{\"a\":1}\n{\"a\":tru}\n", "in.json:2: 'true' is expected here"},
      {"{\"a\":1}\n{\"a\":01}\n", "in.json:2: this is no number of JSON"},
      {"{\"a\":1}\n{\"a\":\n 1,\n}\n", "in.json:4: a text in quotes is expected here"},
      {"{'a':1}", "in.json:1: a text in quotes"},
      {"[{\"a\":1},\n{\"a\":2}", "in.json:2: a comma or the array's end"},
      {"[{\"a\":1}\n{\"a\":2}]", "in.json:2: a comma or the array's end"},
      {"[{\"a\":1},]", "in.json:1: a value is expected here"},
      {"[{\"a\":1}] x", "in.json:1: nothing may follow"},
      {"{\"a\":\"x\ny\"}", "in.json:1: a control character"},
      {"{\"a\":\"\\x\"}", "in.json:1: JSON has no such escape"},
      {"{\"a\":\"\\ud800\"}", "in.json:1: this is half of a character"},
      {"{\"a\":NaN}", "in.json:1: a value is expected here"},
      {"{\"a\":1}\n{\"k\xFF\":1}", "in.json:2: bytes that are not UTF-8"},
      {"{\"a\":[\n\"\xC3\"]}", "in.json:2: bytes that are not UTF-8"},
      {"\xFF\xFE{", "in.json is UTF-16"},
  };
  for (const auto& [text, message] : files) {
    EXPECT_THAT(read(text), StartsWith("json.malformed: " + std::string(message))) << text;
  }
  const std::string deep(1000, '[');
  EXPECT_THAT(read("{\"a\":" + deep + std::string(1000, ']') + "}"),
              HasSubstr("nested more than 200 deep"));
}

TEST_F(JsonExtractorTest, RefusesZeroBytesInsteadOfStoppingThere) {
  EXPECT_THAT(read(std::string("{\"a\":1}\n\0\0{\"a\":2}\n", 18)),
              StartsWith("json.malformed: in.json:2: a zero byte"));
  EXPECT_THAT(read(std::string("{\"a\":\"x\0y\"}", 11)),
              StartsWith("json.malformed: in.json:1: a control character"));
}

TEST_F(JsonExtractorTest, KeepsMemoryBoundedWithLargeRecords) {
  const std::string record = "{\"t\":\"" + std::string(1 << 20, 'x') + "\"}\n";
  std::string text;
  for (int i = 0; i < 70; ++i) {
    text += record;
  }
  write_file("in.json", text);
  ASSERT_TRUE(run_step(component_, "path: in.json").has_value());
  EXPECT_EQ(rows_of("SELECT count(*), sum(length(t)) FROM step"), "70|73400320\n");
}

TEST_F(JsonExtractorTest, RefusesWhatIsNoRecord) {
  EXPECT_THAT(read("1\n2\n"), StartsWith("json.no_records: in.json:1: a record has to be"));
  EXPECT_THAT(read(""), StartsWith("json.no_records: in.json has no object with a key"));
  EXPECT_THAT(read("[]"), StartsWith("json.no_records: in.json has no object with a key"));
  EXPECT_THAT(read("{\"a\":1}", "format: array"), StartsWith("json.no_records"));
  EXPECT_THAT(read("[{\"a\":1}]", "format: ndjson"), StartsWith("json.no_records"));
  EXPECT_THAT(read("{\"a\":1,\"a\":2}"),
              StartsWith("json.duplicate_key: in.json:1: an object has the key 'a' twice"));
  EXPECT_THAT(read("{\"s\":{\"a\":1}}\n{\"s\":{\"a\":1,\"a\":2}}"),
              StartsWith("json.duplicate_key: in.json:2: an object has the key 'a' twice"));
  EXPECT_THAT(extracted("path: none.json"), StartsWith("file.not_found"));
  EXPECT_THAT(extracted("path: session"), StartsWith("file.not_found: the folder"));
}

TEST_F(JsonExtractorTest, TakesColumnsAndAtMostSoManyRows) {
  const std::string text = "{\"a\":1,\"b\":2}\n{\"b\":4,\"a\":3}\n{\"a\":";
  write_file("in.json", text);
  EXPECT_EQ(extracted("{path: in.json, columns: [b], limit: 2}"), "b BIGINT\n2\n4\n");
  EXPECT_THAT(extracted("{path: in.json, columns: [bb], limit: 2}"),
              HasSubstr("in.json has no key 'bb'; did you mean 'b'?"));
}

TEST_F(JsonExtractorTest, ReadsDeclaredKeysInTheOrderOfTheSchema) {
  const std::string schema =
      "schema: [{name: day, type: date}, {name: amount, type: 'DECIMAL(12,2)'}, {name: id, type: "
      "BIGINT}, {name: more, type: JSON}, {name: note, type: str}, {name: never, type: double}]\n";
  const std::string text =
      "{\"id\": 1, \"amount\": \"12.50\", \"day\": \"2024-01-31\", \"more\": [1, {\"a\": 2.0}]}\n"
      "{\"note\": {\"x\": 1}, \"id\": 2e0, \"amount\": 7, \"day\": null}\n";
  EXPECT_EQ(read(text, schema),
            "day DATE, amount DECIMAL(12,2), id BIGINT, more JSON, note VARCHAR, never DOUBLE\n"
            "2024-01-31|12.50|1|[1, {\"a\": 2.0}]|~|~\n"
            "~|7.00|2|~|{\"x\": 1}|~\n");
  EXPECT_EQ(read(text, schema + "columns: [id, day]\nsource_file_column: file"),
            "id BIGINT, day DATE, file VARCHAR\n1|2024-01-31|in.json\n2|~|in.json\n");
  EXPECT_EQ(read("[]", schema + "columns: [id]"), "id BIGINT\n") << "no row, but its column";
  EXPECT_TRUE(observer_.warnings.empty());
}

TEST_F(JsonExtractorTest, RefusesKeysThatTheSchemaDoesNotList) {
  const std::string schema = "schema: [{name: id, type: BIGINT}, {name: amount, type: DOUBLE}]\n";
  const std::string text = "{\"id\": 1}\n{\"id\": 2,\n \"amuont\": 3}\n";
  EXPECT_EQ(read(text, schema),
            "json.schema_differs: in.json:3: an object has the key 'amuont', which 'schema' does "
            "not list; did you mean 'amount'?");
  EXPECT_THAT(read(text, schema + "columns: [id]"), StartsWith("json.schema_differs: in.json:3: "))
      << "the schema says what the file has, the columns what is taken";
  EXPECT_EQ(read(text, schema + "limit: 1"), "id BIGINT, amount DOUBLE\n1|~\n");
  EXPECT_THAT(read("{\"id\":1,\"id\":2}", schema), StartsWith("json.duplicate_key: in.json:1: "));
  EXPECT_THAT(read("{\"id\":1}\n{\"id\":\"\xFF\"}", schema),
              StartsWith("json.malformed: in.json:2: bytes that are not UTF-8"));
  EXPECT_THAT(read("{\"id\":1}\n{\"id\":tru}", schema),
              StartsWith("json.malformed: in.json:2: 'true' is expected"));
  EXPECT_THAT(read("{\"id\":1}\n7", schema), StartsWith("json.no_records: in.json:2: "));
}

TEST_F(JsonExtractorTest, TellsFileLineKeyAndValueThatDoesNotFit) {
  write_file("a.json", "{\"n\": 1}\n");
  write_file("b.json", "[{\"n\": 1},\n {\"x\": [],\n  \"n\":\n \"12,50\"}]");
  const auto result = run_step(component_, "path: [a.json, b.json]\ndtype: {n: 'DECIMAL(9,2)'}");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "json.bad_value");
  EXPECT_EQ(result.error().message, "b.json:4: key 'n': \"12,50\" is no DECIMAL(9,2)");
  EXPECT_EQ(result.error().detail("line"), "4");
  EXPECT_EQ(result.error().detail("column"), "n");
  EXPECT_EQ(columns_of("step"), "relation.not_found");
  EXPECT_EQ(read("{\"n\": {\"a\": [\n1]}}", "dtype: {n: date}"),
            "json.bad_value: in.json:1: key 'n': {\"a\": [\\x0A1]} is no DATE");
  EXPECT_THAT(read("{\"n\": \"" + std::string(500, 'x') + "\"}", "dtype: {n: date}"),
              testing::EndsWith("xxx… is no DATE"));
}

TEST_F(JsonExtractorTest, LearnsTheTypesThatAreNotDeclared) {
  const std::string text =
      "{\"id\": 1, \"zip\": 7, \"tags\": [\"a\"]}\n{\"id\": 2, \"zip\": \"007\", \"late\": true}";
  EXPECT_EQ(read(text, "dtype: {zip: VARCHAR}"),
            "id BIGINT, zip VARCHAR, tags VARCHAR[], late BOOLEAN\n1|7|[a]|~\n2|007|~|true\n");
  EXPECT_TRUE(observer_.warnings.empty()) << "of no mixed values";
  EXPECT_EQ(read(text, "dtype: str\ncolumns: [tags, zip]"),
            "tags VARCHAR, zip VARCHAR\n[\"a\"]|7\n~|007\n");
  EXPECT_EQ(read(text, "dtype: str"),
            "id VARCHAR, zip VARCHAR, tags VARCHAR, late VARCHAR\n1|7|[\"a\"]|~\n2|007|~|true\n");
  EXPECT_EQ(read(text, "columns: [late, zip]\ndtype: {zip: JSON}"),
            "late BOOLEAN, zip JSON\n~|7\ntrue|\"007\"\n");
}

TEST_F(JsonExtractorTest, MissesKeysThatNoRecordHas) {
  const std::string text = "{\"id\": 1, \"zip\": 7}\n";
  for (const char* options : {"columns: [id, zpi]", "columns: [id, zpi]\ndtype: BIGINT",
                              "columns: [id, zpi]\ndtype: {id: BIGINT, zpi: str}",
                              "columns: [id, zpi]\ndtype: {id: BIGINT, zpi: str, zip: str}"}) {
    EXPECT_EQ(read(text, options),
              "data.column_not_found: in.json has no key 'zpi'; did you mean 'zip'?")
        << options;
  }
  for (const char* options : {"dtype: {zpi: str}", "columns: [id]\ndtype: {id: str, zpi: str}"}) {
    EXPECT_EQ(read(text, options),
              "json.bad_option: in.json has no key 'zpi', which 'dtype' names; did you mean 'zip'?")
        << options;
  }
  EXPECT_EQ(read("[]", "columns: [id, zip]\ndtype: BIGINT"), "id BIGINT, zip BIGINT\n");
  EXPECT_THAT(read("[]", "dtype: BIGINT"), StartsWith("json.no_records"));
}

TEST_F(JsonExtractorTest, WarnsOfDeclaredNumbersThatAreRounded) {
  EXPECT_EQ(read("{\"d\": 0.1, \"f\": 0.1}\n{\"d\": \"9007199254740993\", \"f\": 16777217}",
                 "schema: [{name: d, type: DOUBLE}, {name: f, type: REAL}]"),
            "d DOUBLE, f FLOAT\n0.1|0.1\n9007199254740992.0|16777216.0\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("json.digits_lost (1) in.json:2: '9007199254740993' in column "
                                     "'d' is rounded by DOUBLE"),
                          StartsWith("json.digits_lost (1) in.json:2: '16777217' in column 'f' is "
                                     "rounded by FLOAT")));
}

TEST_F(JsonExtractorTest, FindsOptionsThatAreWrongInThemselves) {
  write_file("in.json", "{\"id\": 1, \"zip\": 7}\n");
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"dtype: {id: bigit}", "dtype", "names an unknown type 'bigit'; did you mean 'bigint'?"},
      {"schema: [{name: id, type: 'BIGINT[]'}]", "schema", "names a nested type 'BIGINT[]'"},
      {"dtype: 'STRUCT(a INTEGER)'", "dtype", "names a nested type 'STRUCT(a INTEGER)'"},
      {"dtype: {id: BLOB}", "dtype", "names an unknown type 'BLOB'"},
      {"schema: [{name: id, type: int}, {name: id, type: int}]", "schema", "'id' twice"},
      {"schema: [{name: id, type: int}, {name: ID, type: int}]", "schema", "'id' and 'ID'"},
      {"{schema: [{name: id, type: int}], columns: [di]}", "columns",
       "'schema' does not list 'di', which 'columns' names; did you mean 'id'?"},
      {"{schema: [{name: id, type: int}], source_file_column: Id}", "source_file_column", "'id'"},
      {"source_file_column: ZIP", "source_file_column", "in.json has a key 'zip'"},
      {"dtype: {zpi: str}", "dtype", "in.json has no key 'zpi', which 'dtype' names"},
  };
  for (const auto& [options, option, message] : cases) {
    const std::string config = std::string(options).starts_with('{')
                                   ? "{path: in.json, " + std::string(options).substr(1)
                                   : std::string("path: in.json\n") + options;
    const auto result = foresee(config);
    ASSERT_FALSE(result.has_value()) << options;
    EXPECT_EQ(result.error().code, "json.bad_option") << options;
    EXPECT_EQ(result.error().detail(sdk::kOptionDetail), option) << options;
    EXPECT_THAT(result.error().message, HasSubstr(message));
    EXPECT_EQ(run_step(component_, config).error().code, "json.bad_option") << options;
  }
  const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
  const auto both =
      parse_yaml("{path: in.json, dtype: str, schema: [{name: id, type: int}]}", "config").value;
  EXPECT_EQ(sdk::check_config(*spec, *both, false).size(), 1U);
}

TEST_F(JsonExtractorTest, IsCertainOfColumnsThatTheOptionsDeclare) {
  const auto foreseen = [this](const std::string& options) {
    const auto foresight = foresee("path: in.json\n" + options);
    if (!foresight.has_value()) {
      return foresight.error().code;
    }
    std::string text = std::string(to_string(foresight->certainty)) + " by " + foresight->basis;
    for (const exchange::ColumnText& column : foresight->columns) {
      text += ", " + column.name + " " + column.type;
    }
    return text + (foresight->obstacle ? "; " + foresight->obstacle->code : "");
  };
  const std::string schema = "schema: [{name: id, type: int}, {name: at, type: timestamptz}]\n";
  const std::string certain =
      "certain by the option schema, id BIGINT, at TIMESTAMP WITH TIME ZONE";
  EXPECT_EQ(foreseen(schema), certain + "; file.not_found");
  write_file("in.json", "{\"id\": 1}\n");
  EXPECT_EQ(foreseen(schema), certain);
  EXPECT_EQ(foreseen("columns: [id]\ndtype: int"),
            "certain by the options columns and dtype, id BIGINT");
  EXPECT_EQ(foreseen("dtype: {id: str}"), "seen by in.json as it is now, id VARCHAR");
  EXPECT_EQ(foreseen("columns: [di]\ndtype: int"), "data.column_not_found");
  write_file("in.json", "{\"id\": 1, \"x\": 2}\n");
  EXPECT_EQ(foreseen(schema), certain + "; json.schema_differs");
  write_file("in.json", "{\"id\": 1");
  EXPECT_EQ(foreseen(schema), certain + "; json.malformed");
}

TEST_F(JsonExtractorTest, ReadsManyFilesInOrder) {
  std::filesystem::create_directory(folder_ / "data");
  write_file("data/b.jsonl", "{\"n\":2,\"x\":\"y\"}\n");
  write_file("data/a.jsonl", "{\"n\":1}");
  EXPECT_EQ(extracted("{path: 'data/*.jsonl', source_file_column: file}"),
            "n BIGINT, x VARCHAR, file VARCHAR\n1|~|data/a.jsonl\n2|y|data/b.jsonl\n");
  EXPECT_EQ(extracted("path: data"), "n BIGINT, x VARCHAR\n1|~\n2|y\n");
  EXPECT_EQ(extracted("path: [data/b.jsonl, data/a.jsonl]"), "n BIGINT, x VARCHAR\n2|y\n1|~\n");
}

TEST_F(JsonExtractorTest, ReadsPackedFiles) {
  const std::string lines = "{\"n\":1}\n{\"n\":2}\n";
  for (const auto& [packing, ending] :
       {std::pair(Packing::kGzip, ".gz"), std::pair(Packing::kZstd, ".zst")}) {
    const std::string name = std::string("in.json") + ending;
    write_file(name, packed(packing, "[{\"n\":1},\n{\"n\":2}]"));
    EXPECT_EQ(extracted("path: " + name), "n BIGINT\n1\n2\n");
    write_file(name, packed(packing, "{\"n\":1}\n{\"n\"") + packed(packing, ":2}\n"));
    EXPECT_EQ(extracted("path: " + name), "n BIGINT\n1\n2\n") << "members in a row are one text";
    write_file("declared.txt", packed(packing, lines));
    EXPECT_EQ(extracted("path: declared.txt\ncompression: " + std::string(to_string(packing))),
              "n BIGINT\n1\n2\n");
    write_file(name, lines);
    EXPECT_EQ(extracted("path: " + name + "\ncompression: none"), "n BIGINT\n1\n2\n");
  }
}

TEST_F(JsonExtractorTest, TellsHowAFileIsPackedAgainstItsName) {
  const std::string gzip = packed(Packing::kGzip, "{\"n\":1}\n{\"n\":2}\n");
  EXPECT_EQ(read(gzip), "json.bad_compression: in.json: the file is packed with gzip");
  write_file("in.json.gz", "{\"n\":1}");
  EXPECT_EQ(extracted("path: in.json.gz"),
            "json.bad_compression: in.json.gz: the file is not valid gzip");
  for (std::size_t bytes = 1; bytes < gzip.size(); ++bytes) {
    write_file("in.json.gz", gzip.substr(0, bytes));
    EXPECT_EQ(extracted("path: in.json.gz"),
              "json.bad_compression: in.json.gz: the gzip file is cut off")
        << bytes;
  }
  write_file("in.json.gz", gzip.substr(0, gzip.size() - 8) + "damaged!");
  EXPECT_EQ(extracted("path: in.json.gz"),
            "json.bad_compression: in.json.gz: the file is not valid gzip");
  write_file("in.json.gz", packed(Packing::kGzip, "{\"n\":1}\n{\"n\":tru}"));
  EXPECT_THAT(extracted("path: in.json.gz"), StartsWith("json.malformed: in.json.gz:2: 'true'"));
}

TEST_F(JsonExtractorTest, RefusesOtherPackings) {
  std::filesystem::create_directory(folder_ / "data");
  write_file("data/a.json", "{\"n\":1}");
  write_file("data/b.json.gz", packed(Packing::kGzip, "{\"n\":2}"));
  write_file("data/c.jsonl.zst", packed(Packing::kZstd, "{\"n\":3}"));
  EXPECT_EQ(extracted("path: data"), "n BIGINT\n1\n2\n3\n");
  EXPECT_EQ(extracted("path: 'data/*.json*'"), "n BIGINT\n1\n2\n3\n");
  write_file("data/d.json.bz2", "BZh9");
  const std::string refusal = "json.bad_compression: data/d.json.bz2: .bz2 files cannot be read";
  for (const char* path :
       {"data", "'data/*'", "data/d.json.bz2", "[data/a.json, 'data/?.*.bz*']"}) {
    EXPECT_EQ(extracted("path: " + std::string(path)), refusal) << path;
  }
  const auto config = foresee("path: data/d.json.bz2");
  ASSERT_FALSE(config.has_value()) << "the pipeline itself is wrong";
  EXPECT_EQ(config.error().detail(sdk::kOptionDetail), "path");
  EXPECT_EQ(foresee("path: data")->obstacle->code, "json.bad_compression");
}

TEST_F(JsonExtractorTest, LeavesTheRelationAsItWasWhenItFails) {
  ASSERT_EQ(read("{\"a\":1}"), "a BIGINT\n1\n");
  EXPECT_THAT(read("{\"a\":1}\n{"), StartsWith("json.malformed"));
  EXPECT_EQ(rows_of("FROM step"), "1\n");
  stop_.request_stop();
  EXPECT_THAT(read("{\"a\":2}"), StartsWith("run.cancelled"));
  EXPECT_EQ(rows_of("FROM step"), "1\n");
}

TEST_F(JsonExtractorTest, SeesTheColumnsThatARunWillMake) {
  write_file("in.json", "{\"a\":1}\n{\"a\":2.5,\"b\":[{\"c\":true}]}\n");
  ASSERT_TRUE(run_step(component_, "path: in.json").has_value());
  const auto foresight = foresee("path: in.json");
  ASSERT_TRUE(foresight.has_value());
  EXPECT_EQ(foresight->certainty, sdk::Certainty::kSeen);
  std::string columns;
  for (const exchange::ColumnText& column : foresight->columns) {
    columns += (columns.empty() ? "" : ", ") + column.name + " " + column.type;
  }
  EXPECT_EQ(columns, columns_of("step"));

  std::string large;
  while (large.size() < 400'000) {
    large += "{\"a\":1}\n";
  }
  write_file("in.json", large + "{");
  EXPECT_EQ(foresee("path: in.json")->certainty, sdk::Certainty::kLikely);
  write_file("in.json.gz", packed(Packing::kGzip, large + "{"));
  EXPECT_EQ(foresee("path: in.json.gz")->certainty, sdk::Certainty::kLikely);
  EXPECT_EQ(foresee("path: in.json.gz")->basis, "the first 256 KiB of in.json.gz");
  write_file("in.json.gz", packed(Packing::kGzip, "{\"a\":1}"));
  EXPECT_EQ(foresee("path: in.json.gz")->certainty, sdk::Certainty::kSeen);
  const auto missing = foresee("path: none.json");
  ASSERT_TRUE(missing.has_value());
  ASSERT_TRUE(missing->obstacle.has_value());
  EXPECT_EQ(missing->obstacle->code, "file.not_found");
}

}  // namespace
}  // namespace osiris::components
