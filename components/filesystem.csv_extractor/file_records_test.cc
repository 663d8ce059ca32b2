#include "components/filesystem.csv_extractor/component.h"
#include "osiris/sdk/step_fixture.h"

#include <zlib.h>

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CsvFilesTest : public sdk::StepFixture {
 protected:
  void write(const std::string& name, std::string_view bytes) {
    ASSERT_TRUE(files_.create_directories((folder_ / name).parent_path()).has_value());
    write_file(name, bytes);
  }

  /// Extracts and returns the columns and rows, or the failure's code and message.
  std::string extracted(const std::string& options) {
    EXPECT_TRUE(exchange::drop_relation(*connection_, "step").has_value());
    const auto result = run_step(component_, options);
    if (!result.has_value()) {
      EXPECT_EQ(columns_of("step"), "relation.not_found") << "a failed step leaves nothing";
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->rows_in, result->rows_out);
    return columns_of("step") + "\n" + rows_of("SELECT * FROM step");
  }

  const sdk::Component component_ = filesystem_csv_extractor(filesystem_csv_extractor_spec());
};

TEST_F(CsvFilesTest, AreReadInTheOrderOfTheirPaths) {
  write("in/b.csv", "id\n3\n4\n");
  write("in/a.csv", "id\n1\n2");  // No line end: the next file's header is not glued to it.
  write("in/c.txt", "nothing");
  EXPECT_EQ(extracted("path: 'in/*.csv'"), "id BIGINT\n1\n2\n3\n4\n");
  EXPECT_EQ(extracted("path: in"), "id BIGINT\n1\n2\n3\n4\n");
  EXPECT_EQ(extracted("path: in/"), "id BIGINT\n1\n2\n3\n4\n");
  EXPECT_EQ(extracted("path: '" + (folder_ / "in/?.csv").string() + "'"),
            "id BIGINT\n1\n2\n3\n4\n");
}

TEST_F(CsvFilesTest, DoNotMatterBehindTheLimit) {
  write("in/a.csv", "id\n1\n2\n\xFF\n");
  EXPECT_EQ(extracted("path: in\nlimit: 2"), "id BIGINT\n1\n2\n");
  EXPECT_THAT(extracted("path: in\nlimit: 3"), testing::StartsWith("csv.bad_encoding: in/a.csv:4"));
}

TEST_F(CsvFilesTest, AreListedInAnyOrderAndReadOnce) {
  write("in/a.csv", "id\n1\n");
  write("in/b.csv", "id\n2\n");
  write("c.txt", "id\n3\n");
  EXPECT_EQ(extracted("path: [c.txt, in/b.csv, in]\nsource_file_column: file"),
            "id BIGINT, file VARCHAR\n3|c.txt\n2|in/b.csv\n1|in/a.csv\n");
  EXPECT_EQ(extracted("path: [in/../c.txt, './c.txt']"), "id BIGINT\n3\n");
  EXPECT_THAT(extracted("path: [c.txt, absent.csv]"), testing::StartsWith("file.not_found: "));
  EXPECT_THAT(extracted("path: [c.txt, 'in/*.tsv']"), testing::StartsWith("file.not_found: "));
  EXPECT_THAT(extracted("path: [c.txt, in/a.csv.bz2]"), testing::StartsWith("csv.bad_compression"));
  write("in/c.csv.xz", "x");
  EXPECT_EQ(extracted("path: in"), "csv.bad_compression: in/c.csv.xz: .xz files cannot be read");
}

TEST_F(CsvFilesTest, AreNamedInTheirRows) {
  write("in/2024/a.csv", "id\n1\n");
  write("in/2025/a.csv", "id\n2\n");
  EXPECT_EQ(extracted("path: 'in/**/*.csv'\nsource_file_column: file"),
            "id BIGINT, file VARCHAR\n1|in/2024/a.csv\n2|in/2025/a.csv\n");
  EXPECT_EQ(extracted("path: in/2025/a.csv\nsource_file_column: file"),
            "id BIGINT, file VARCHAR\n2|in/2025/a.csv\n");
  for (const char* here : {".", "./", "in/.."}) {
    EXPECT_EQ(extracted("path: " + std::string(here) + "\nsource_file_column: file"),
              "id BIGINT, file VARCHAR\n1|in/2024/a.csv\n2|in/2025/a.csv\n");
  }
  EXPECT_EQ(extracted("path: in\nsource_file_column: id").substr(0, 17), "csv.bad_option: i");
  EXPECT_THAT(extracted("path: in\nsource_file_column: ID"), HasSubstr("csv.bad_option: in/2024"));
}

TEST_F(CsvFilesTest, ShareTheTypesOfTheirColumns) {
  write("in/a.csv", "id,code\n1,7\n");
  write("in/b.csv", "id,code\n2.5,007\n");
  EXPECT_EQ(extracted("path: in"), "id DOUBLE, code VARCHAR\n1.0|7\n2.5|007\n");
}

TEST_F(CsvFilesTest, ShareTheTypesThoughTheLastOneIsSeenLate) {
  std::string many = "id,padding\n";
  for (int i = 0; i < 30'000; ++i) {
    many += std::to_string(i) + "," + std::string(200, 'x') + "\n";
  }
  write("in/a.csv", many);
  write("in/b.csv", "id,padding\n007,x\n");
  ASSERT_TRUE(run_step(component_, "path: in").has_value());
  EXPECT_EQ(columns_of("step"), "id VARCHAR, padding VARCHAR");
  EXPECT_EQ(rows_of("SELECT count(*), min(id), max(length(padding)) FROM step"), "30001|0|200\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(HasSubstr("in/b.csv:2: column 'id' becomes VARCHAR")));
}

TEST_F(CsvFilesTest, TellWhichOneHasABadValue) {
  write("in/a.csv", "id\n1\n2\n3\n");
  write("in/b.csv", "id\n4\nx\n");
  EXPECT_THAT(extracted("path: in\ndtype: BIGINT"),
              testing::StartsWith("csv.bad_value: in/b.csv:3: column 'id': 'x'"));
  write("in/b.csv", "id\n4\n5,6\n");
  EXPECT_THAT(extracted("path: in"), testing::StartsWith("csv.malformed: in/b.csv:3: "));
}

TEST_F(CsvFilesTest, MayHaveTheirColumnsInAnyOrder) {
  write("in/a.csv", "id,name\n1,x\n");
  write("in/b.csv", "name,id\ny,2\n");
  EXPECT_EQ(extracted("path: in"), "id BIGINT, name VARCHAR\n1|x\n2|y\n");
  EXPECT_EQ(extracted("path: in\ncolumns: [name]"), "name VARCHAR\nx\ny\n");
}

TEST_F(CsvFilesTest, AreRefusedIfTheirColumnsDiffer) {
  write("in/a.csv", "id,name\n1,x\n");
  write("in/b.csv", "id,mail\n2,y\n");
  EXPECT_EQ(extracted("path: in"),
            "csv.columns_differ: in/b.csv has other columns than in/a.csv: it lacks 'name' and has "
            "'mail' besides");
  write("in/b.csv", "1,2\n");
  EXPECT_THAT(extracted("path: in\nheader: false"),
              testing::StartsWith("column0 VARCHAR, column1"));
  write("in/b.csv", "1,2,3\n");
  EXPECT_THAT(extracted("path: in\nheader: false"),
              HasSubstr("in/b.csv has other columns than in/a.csv: it has 'column2' besides"));
}

TEST_F(CsvFilesTest, AreFilledUpIfToldSo) {
  write("in/a.csv", "id,name\n1,x\n");
  write("in/b.csv", "mail,id\ny,2\n");
  write("in/c.csv", "id\n3\n");
  EXPECT_EQ(extracted("path: in\nunion_by_name: true\nsource_file_column: file"),
            "id BIGINT, name VARCHAR, mail VARCHAR, file VARCHAR\n"
            "1|x|~|in/a.csv\n2|~|y|in/b.csv\n3|~|~|in/c.csv\n");
}

TEST_F(CsvFilesTest, WriteTheNameOfAColumnInOneWay) {
  write("in/a.csv", "id\n1\n");
  write("in/b.csv", "ID\n2\n");
  EXPECT_EQ(extracted("path: in\nunion_by_name: true").substr(0, 51),
            "csv.columns_differ: in/b.csv: column 'ID' is called");
}

TEST_F(CsvFilesTest, MayBeEmptyButForTheirHeader) {
  write("in/a.csv", "id\n");
  write("in/b.csv", "id");
  write("in/c.csv", "id\n7\n");
  EXPECT_EQ(extracted("path: in"), "id BIGINT\n7\n");
  EXPECT_EQ(extracted("path: 'in/[ab].csv'"), "id VARCHAR\n");
  write("in/b.csv", "\n");
  EXPECT_THAT(extracted("path: in"), testing::StartsWith("csv.no_columns: in/b.csv: "));
}

TEST_F(CsvFilesTest, AreFilledUpWithNullEvenIfEmptyFieldsAreText) {
  write("in/a.csv", "id,name,n\n1,,7\n");
  write("in/b.csv", "id\n2\n");
  EXPECT_EQ(extracted("path: in\nunion_by_name: true\nempty_as_null: false"),
            "id BIGINT, name VARCHAR, n BIGINT\n1||7\n2|~|~\n");
}

TEST_F(CsvFilesTest, ShareOneLimit) {
  write("in/a.csv", "id\n1\n2\n");
  write("in/b.csv", "id\n3\nx,y\n");
  EXPECT_EQ(extracted("path: in\nlimit: 3"), "id BIGINT\n1\n2\n3\n");
  EXPECT_EQ(extracted("path: in\nlimit: 2"), "id BIGINT\n1\n2\n");
}

TEST_F(CsvFilesTest, MayBePackedEachInItsOwnWay) {
  write("in/a.csv", "id\n1\n");
  gzFile packed = gzopen((folder_ / "in/b.csv.GZ").c_str(), "wb");
  gzputs(packed, "id\n2\n");
  gzclose(packed);
  EXPECT_EQ(extracted("path: in"), "id BIGINT\n1\n2\n");
}

TEST_F(CsvFilesTest, MayHaveNamesThatLookLikePatterns) {
  write("in/a[1].csv", "id\n1\n");
  write("in/a1.csv", "id\n2\n");
  EXPECT_EQ(extracted("path: 'in/a[1].csv'"), "id BIGINT\n1\n");
  EXPECT_EQ(extracted("path: 'in/a[2].csv'").substr(0, 15), "file.not_found:");
}

TEST_F(CsvFilesTest, AreSeenBeforeTheRun) {
  write("in/a.csv", "id\n1\n");
  write("in/b.csv", "id\n2.5\n");
  const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
  const auto config =
      parse_yaml("path: [in/b.csv, in]\nsource_file_column: file", "config").value.value();
  exchange::DuckDbBinder binder;
  const sdk::ForeseeContext context{.project_dir = folder_.path(),
                                    .settings = settings_,
                                    .files = files_,
                                    .inputs = {},
                                    .binder = binder};
  const auto foresight =
      component_.foresee(sdk::StepConfig(sdk::complete_config(*spec, config, false)), context);
  ASSERT_TRUE(foresight.has_value()) << foresight.error().message;
  ASSERT_EQ(foresight->columns.size(), 2U);
  EXPECT_EQ(foresight->columns[0].type, "DOUBLE");
  EXPECT_EQ(foresight->columns[1].name, "file");
}

}  // namespace
}  // namespace osiris::components
