#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

TEST_F(VerbTest, DataLsListsRelations) {
  run_once();
  EXPECT_EQ(call(run_data_ls), ExitCode::kSuccess);
  EXPECT_EQ(out(),
            "relation      rows  columns  names\n"
            "make-numbers     3        2  n, label\n");
  options.json = true;
  EXPECT_EQ(call(run_data_ls), ExitCode::kSuccess);
  const Value relation = document().find("relations")->items().at(0);
  EXPECT_EQ(relation.find("columns")->items()[0].text_or("type", ""), "BIGINT");
}

TEST_F(VerbTest, DataShowPrintsRowsAndSaysIfThereAreMore) {
  run_once();
  options.relation = "make-numbers";
  options.limit = 2;
  EXPECT_EQ(call(run_data_show), ExitCode::kSuccess);
  EXPECT_EQ(out(), "n  label\n0  x,y\n1  x,y\n");
  EXPECT_EQ(err(), "2 rows, and there are more; --limit N shows them\n");
  options.limit = 3;
  EXPECT_EQ(call(run_data_show), ExitCode::kSuccess);
  EXPECT_EQ(err(), "3 rows\n");
  options.limit = 0;  // All, as for every verb.
  EXPECT_EQ(call(run_data_show), ExitCode::kSuccess);
  EXPECT_EQ(err(), "3 rows\n");
  options.query = "SELECT n FROM \"make-numbers\"";
  EXPECT_EQ(call(run_data_sql), ExitCode::kSuccess);
  EXPECT_EQ(err(), "3 rows\n");
}

TEST_F(VerbTest, DataSqlPrintsInEveryForm) {
  run_once();
  options.query = "SELECT n, label FROM \"make-numbers\" WHERE n = 2";
  options.format = RowFormat::kCsv;
  EXPECT_EQ(call(run_data_sql), ExitCode::kSuccess);
  EXPECT_EQ(out(), "n,label\n2,\"x,y\"\n");
  options.format = RowFormat::kJson;
  EXPECT_EQ(call(run_data_sql), ExitCode::kSuccess);
  EXPECT_EQ(to_json(*parse_json(out())), R"([{"n":2,"label":"x,y"}])");
  options.json = true;
  EXPECT_EQ(call(run_data_sql), ExitCode::kSuccess);
  EXPECT_EQ(to_json(*document().find("rows")), R"([[2,"x,y"]])");
  EXPECT_FALSE(document().find("more_rows")->as_bool());
}

TEST_F(VerbTest, DataVerbsNameWhatIsWrong) {
  run_once();
  options.relation = "make_numbers";
  EXPECT_EQ(call(run_data_show), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("did you mean 'make-numbers'?"));
  options.query = "SELEC 1";
  EXPECT_EQ(call(run_data_sql), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("sql.invalid"));
  options.session = "zzz";
  EXPECT_EQ(call(run_data_ls), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("session.not_found"));
}

TEST_F(VerbTest, DataExportWritesAFile) {
  run_once();
  options.relation = "make-numbers";
  options.out_file = folder / "numbers.csv";
  EXPECT_EQ(call(run_data_export), ExitCode::kSuccess);
  EXPECT_EQ(out(), (folder / "numbers.csv").string() + "\n");
  EXPECT_EQ(err(), "3 rows, 32 B\n");
  EXPECT_EQ(text_of(folder / "numbers.csv"), "n,label\n0,\"x,y\"\n1,\"x,y\"\n2,\"x,y\"\n");
}

TEST_F(VerbTest, DataExportAnswersInJson) {
  run_once();
  options.json = true;
  options.relation = "make-numbers";
  options.out_file = folder / "numbers.csv";
  EXPECT_EQ(call(run_data_export), ExitCode::kSuccess);
  EXPECT_EQ(document().find("rows")->as_int(), 3);
  EXPECT_EQ(document().text_or("format", ""), "csv");
  options.out_file = folder / "numbers.xlsx";
  EXPECT_EQ(call(run_data_export), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("error")->text_or("code", ""), "data.export_format_unknown");
}

}  // namespace
}  // namespace osiris::cli
