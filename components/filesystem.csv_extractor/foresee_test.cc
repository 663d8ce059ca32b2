#include "components/filesystem.csv_extractor/foresee.h"
#include "components/filesystem.csv_extractor/component.h"
#include "osiris/sdk/extractor_fixture.h"

namespace osiris::components {
namespace {

using testing::HasSubstr;

class CsvForeseeTest : public sdk::ExtractorFixture {
 protected:
  CsvForeseeTest() : ExtractorFixture(filesystem_csv_extractor(filesystem_csv_extractor_spec())) {}

  Result<sdk::Foresight> foresee(const std::string& options = "") {
    return ExtractorFixture::foresee("path: in.csv\n" + options);
  }

  /// Returns "certainty: a BIGINT, b VARCHAR", or the error's code.
  std::string foreseen(const std::string& options = "") {
    const auto foresight = foresee(options);
    if (!foresight.has_value()) {
      return foresight.error().code;
    }
    std::string text = std::string(to_string(foresight->certainty)) + ":";
    for (const exchange::ColumnText& column : foresight->columns) {
      text += (text.ends_with(':') ? " " : ", ") + column.name + " " + column.type;
    }
    return text;
  }
};

TEST_F(CsvForeseeTest, SeesTheColumnsThatARunWillMake) {
  for (const char* text :
       {"id,name,day\n1,a,2024-01-31\n2,b,\n", "a\n\n1\n", "a,b\n", "a;b\n1;2\n",
        "n,n,N\n1.5,x,true\n", "t\n2024-01-31 10:00:00\n", "h\n123456789012345678901\n"}) {
    write_file("in.csv", text);
    ASSERT_TRUE(run_step(component_, "path: in.csv").has_value()) << text;
    EXPECT_EQ(foreseen(), "seen: " + columns_of("step")) << text;
  }
}

TEST_F(CsvForeseeTest, TakesDeclaredColumnsForCertainWithoutAFile) {
  const std::string options = "columns: [b, a]\ndtype: {a: 'DECIMAL(8,2)', b: str}\n";
  EXPECT_EQ(foreseen(options), "certain: b VARCHAR, a DECIMAL(8,2)");
  const auto foresight = foresee(options);
  ASSERT_TRUE(foresight->obstacle.has_value());
  EXPECT_EQ(foresight->obstacle->code, "file.not_found");

  write_file("in.csv", "a,b,c\n1,2,3\n");
  EXPECT_EQ(foreseen(options), "certain: b VARCHAR, a DECIMAL(8,2)");
  EXPECT_EQ(foreseen("columns: [b, a]\ndtype: str\n"), "certain: b VARCHAR, a VARCHAR");
  EXPECT_EQ(foreseen("columns: [b, a]\ndtype: {a: str}\n"), "seen: b BIGINT, a VARCHAR");
}

TEST_F(CsvForeseeTest, IsOnlyLikelyForWhatItDoesNotReach) {
  std::string text = "id,name\n";
  while (text.size() < static_cast<std::size_t>(kForeseenBytes)) {
    text += "12345678,some name\n";
  }
  write_file("in.csv", text);
  EXPECT_EQ(foreseen(), "seen: id BIGINT, name VARCHAR");
  write_file("in.csv", text + text.substr(8) + "x,y\n");
  EXPECT_EQ(foreseen(), "likely: id BIGINT, name VARCHAR");
  EXPECT_EQ(foreseen("dtype: str\n"), "seen: id VARCHAR, name VARCHAR");
  EXPECT_EQ(foreseen("limit: 5\n"), "seen: id BIGINT, name VARCHAR");
  EXPECT_EQ(foresee()->basis, "the first 64 KiB of in.csv");
}

TEST_F(CsvForeseeTest, TellsWhatStandsInTheWay) {
  EXPECT_EQ(foreseen(), "unknown:");
  EXPECT_EQ(foresee()->obstacle->code, "file.not_found");
  write_file("in.csv", "a,b\n1,2,3\n");
  EXPECT_EQ(foreseen(), "unknown:");
  EXPECT_EQ(foresee()->obstacle->code, "csv.malformed");
  EXPECT_THAT(foresee()->basis, HasSubstr("in.csv:2"));
}

TEST_F(CsvForeseeTest, FindsOptionsThatAreWrongInThemselves) {
  write_file("in.csv", "id,name\n1,a\n");
  for (const auto& [options, option] :
       std::vector<std::pair<std::string, std::string>>{{"columns: [id, nmae]", "columns"},
                                                        {"dtype: {nmae: str}", "dtype"},
                                                        {"dtype: bigit", "dtype"},
                                                        {"parse_dates: [day]", "parse_dates"},
                                                        {"comment: ','", "comment"},
                                                        {"quote: ''\nescape: x", "escape"}}) {
    const auto foresight = foresee(options + "\n");
    ASSERT_FALSE(foresight.has_value()) << options;
    EXPECT_EQ(foresight.error().code, "csv.bad_option") << options;
    EXPECT_EQ(foresight.error().detail(sdk::kOptionDetail), option);
  }
}

}  // namespace
}  // namespace osiris::components
