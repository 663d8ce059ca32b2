#include "components/filesystem.csv_extractor/empty_files.h"

#include "components/filesystem.csv_extractor/component.h"
#include "components/filesystem/test_source.h"
#include "osiris/sdk/step_fixture.h"

#include <filesystem>

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

constexpr std::string_view kMark = "\xEF\xBB\xBF";

class EmptyFilesTest : public sdk::StepFixture {
 protected:
  void SetUp() override {
    sdk::StepFixture::SetUp();
    std::filesystem::create_directory(folder_ / "data");
    write_file("data/b.csv", "a,b\n1,x\n");
    write_file("data/d.csv", "b,a\ny,2\n");
  }

  /// Runs the step and returns its columns and rows, or the failure's code and message.
  std::string extracted(const std::string& config) {
    observer_.warnings.clear();
    const auto result = run_step(component_, config);
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    return columns_of("step") + "\n" + rows_of("FROM step");
  }

  const sdk::Component component_ = filesystem_csv_extractor(filesystem_csv_extractor_spec());
};

TEST_F(EmptyFilesTest, ArePassedOverWhereverTheyStand) {
  const std::string rows = "a BIGINT, b VARCHAR\n1|x\n2|y\n";
  for (const char* name : {"data/a.csv", "data/c.csv", "data/e.csv"}) {
    for (const std::string_view text : {std::string_view(), kMark}) {
      write_file(name, text);
      for (const char* path : {"data", "'data/*.csv'", "[data/b.csv, data/d.csv, data]"}) {
        EXPECT_EQ(extracted("path: " + std::string(path)), rows) << name << path;
        EXPECT_THAT(observer_.warnings, ElementsAre(StartsWith("csv.empty_file (1) " +
                                                               std::string(name) + " is empty")));
      }
      EXPECT_EQ(extracted("path: data\nunion_by_name: true\nsource_file_column: file"),
                "a BIGINT, b VARCHAR, file VARCHAR\n1|x|data/b.csv\n2|y|data/d.csv\n");
      EXPECT_EQ(extracted("path: [data/b.csv, " + std::string(name) + "]\nheader: false"),
                "column0 VARCHAR, column1 VARCHAR\na|b\n1|x\n");
    }
    std::filesystem::remove(folder_ / name);
  }
}

TEST_F(EmptyFilesTest, AreNamedOnceAndCounted) {
  write_file("data/a.csv", "");
  write_file("data/c.csv", kMark);
  write_file("data/e.csv.gz", packed(Packing::kGzip, ""));
  write_file("data/f.csv.zst", packed(Packing::kZstd, kMark));
  EXPECT_EQ(extracted("path: data"), "a BIGINT, b VARCHAR\n1|x\n2|y\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("csv.empty_file (4) data/a.csv and 3 more are empty")));
}

TEST_F(EmptyFilesTest, HaveAMarkOfTheirEncoding) {
  using namespace std::string_view_literals;
  write_file("1.csv", "\xFF\xFE"sv);
  write_file("2.csv", "\xFF\xFE\x61\0\x0A\0\x37\0"sv);
  write_file("3.csv", "\xFE\xFF"sv);
  EXPECT_EQ(extracted("path: '[123].csv'\nencoding: utf-16"), "a BIGINT\n7\n");
  EXPECT_THAT(observer_.warnings, ElementsAre(StartsWith("csv.empty_file (2) 1.csv and 1 more")));
}

TEST_F(EmptyFilesTest, FailWithoutOthers) {
  write_file("1.csv", "");
  write_file("2.csv", kMark);
  EXPECT_THAT(extracted("path: 1.csv"), StartsWith("csv.no_columns: 1.csv: "));
  EXPECT_THAT(extracted("path: 2.csv"), StartsWith("csv.no_columns: 2.csv: "));
  EXPECT_THAT(extracted("path: '[12].csv'"), StartsWith("csv.no_columns: 1.csv: "));
  EXPECT_TRUE(observer_.warnings.empty());
}

TEST_F(EmptyFilesTest, AreNeitherBlankNorDamagedOnes) {
  write_file("data/c.csv", "\n");
  EXPECT_THAT(extracted("path: data"), StartsWith("csv.no_columns: data/c.csv: "));
  write_file("data/c.csv", "x\n");
  EXPECT_THAT(extracted("path: data"), StartsWith("csv.columns_differ: data/c.csv"));
  write_file("data/c.csv", "\xEF\xBB");
  EXPECT_EQ(extracted("path: data").find("a BIGINT"), std::string::npos);
  std::filesystem::remove(folder_ / "data/c.csv");
  write_file("data/c.csv.gz", packed(Packing::kGzip, "").substr(0, 8));
  EXPECT_THAT(extracted("path: data"), StartsWith("csv.bad_compression: data/c.csv.gz: "));
}

TEST_F(EmptyFilesTest, MayNotFillMeanwhile) {
  write_file("data/c.csv", "");
  observer_.on_warning = [this] { write_file("data/c.csv", "a,b\n3,z\n"); };
  EXPECT_EQ(extracted("path: data").substr(0, 37), "csv.file_changed: data/c.csv changed ");
  EXPECT_EQ(columns_of("step"), "relation.not_found");
}

TEST_F(EmptyFilesTest, DoNotHideTheColumnsBeforeTheRun) {
  write_file("data/a.csv", "");
  const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
  const auto config = parse_yaml("path: data", "config").value.value_or(Value());
  exchange::DuckDbBinder binder;
  const auto foresight = component_.foresee(
      sdk::StepConfig(sdk::complete_config(*spec, config, false)), {.project_dir = folder_.path(),
                                                                    .settings = settings_,
                                                                    .files = files_,
                                                                    .inputs = {},
                                                                    .binder = binder});
  ASSERT_TRUE(foresight.has_value());
  EXPECT_FALSE(foresight->obstacle.has_value());
  EXPECT_EQ(foresight->columns.size(), 2U);
}

}  // namespace
}  // namespace osiris::components
