#include "components/filesystem.csv_extractor/csv_discovery.h"

#include "components/filesystem.csv_extractor/component.h"
#include "components/filesystem/packer.h"
#include "osiris/format/json.h"
#include "osiris/sdk/step_fixture.h"

namespace osiris::components {
namespace {

class CsvDiscovery : public sdk::StepFixture {
 protected:
  std::string guessed(const std::string& name, std::string_view text) {
    write_file(name, text);
    return to_json(guess_csv_config(folder_ / name, files_));
  }
  sdk::RowCount counted(const std::string& name, std::string_view text) {
    write_file(name, text);
    const auto spec = sdk::Spec::parse(filesystem_csv_extractor_spec(), "spec.yaml");
    Value options = Value::object();
    options.set("path", name);
    const auto count = count_csv_rows(sdk::StepConfig(sdk::complete_config(*spec, options, false)),
                                      {.project_dir = folder_.path(),
                                       .settings = nullptr,
                                       .files = files_,
                                       .inputs = {},
                                       .binder = binder});
    EXPECT_TRUE(count.has_value()) << count.error().message;
    return count.value_or(sdk::RowCount());
  }

  exchange::DuckDbBinder binder;
};

TEST_F(CsvDiscovery, GuessesTheDelimiter) {
  EXPECT_EQ(guessed("a.csv", "x,y\n"), "{}");
  EXPECT_EQ(guessed("b.csv", "x;y\n1,5;2\n"), R"({"delimiter":";"})");
  EXPECT_EQ(guessed("c.csv", "x\ty\r1\t2\r"), R"({"delimiter":"\t"})");
  EXPECT_EQ(guessed("d.csv", "x|y\n"), R"({"delimiter":"|"})");
  EXPECT_EQ(guessed("e.csv", "a price, in EUR; net\n"), "{}");
  EXPECT_EQ(guessed("f.csv", "x\n1;2\n"), "{}");
  EXPECT_EQ(guessed("g.TSV", "x\ty;z\n"), "{}") << "the reader goes by the name";
  EXPECT_EQ(guessed("h.tsv.gz", "\x1f\x8b;"), "{}");
  EXPECT_EQ(guessed("h.tsv.zst", "\x28\xB5\x2F\xFD;"), "{}");
  EXPECT_EQ(guessed("i.csv.gz", "\x1f\x8b;"), "{}");
  EXPECT_EQ(to_json(guess_csv_config(folder_ / "absent.csv", files_)), "{}");
}

TEST_F(CsvDiscovery, BelievesTheLineThatNamesTheDelimiter) {
  EXPECT_EQ(guessed("a.csv", "sep=;\r\nx,z;y\r\n"), R"({"delimiter":";"})");
  EXPECT_EQ(guessed("b.csv", "\xEF\xBB\xBF\"sep=|\"\nx|y\n"), R"({"delimiter":"|"})");
  EXPECT_EQ(guessed("c.csv", "sep=,\nx|y\n"), "{}");
  EXPECT_EQ(guessed("d.tsv", "sep=:\nx:y\n"), R"({"delimiter":":"})");
}

TEST_F(CsvDiscovery, LooksIntoPackedFiles) {
  const auto packed = [](std::string_view text) {
    std::string bytes;
    const auto packer = make_packer(Packing::kZstd, [&](std::string_view more) -> Status {
      bytes += more;
      return {};
    });
    EXPECT_TRUE(packer->write(text).has_value() && packer->finish().has_value());
    return bytes;
  };
  EXPECT_EQ(guessed("a.csv.zst", packed("sep=;\nx;y\n")), R"({"delimiter":";"})");
  EXPECT_EQ(guessed("b.csv.zst", packed("x|y\n")), R"({"delimiter":"|"})");
  EXPECT_EQ(guessed("c.csv.zst", packed("x,y\n")), "{}");
  EXPECT_EQ(guessed("d.csv.zst", packed("x;y\n").substr(0, 6)), "{}");
  EXPECT_EQ(guessed("e.tsv.zst", packed("x;y\n")), "{}") << "the reader goes by the name";
}

TEST_F(CsvDiscovery, KnowsUtf16ByItsMark) {
  using namespace std::string_view_literals;
  EXPECT_EQ(guessed("a.csv", "\xFF\xFEx\0,\0y\0\n\0"sv), R"({"encoding":"utf-16"})");
  EXPECT_EQ(guessed("b.csv", "\xFE\xFF\0x\0;\0y\0\n"sv),
            R"({"delimiter":";","encoding":"utf-16"})");
}

TEST_F(CsvDiscovery, CountsSmallFilesExactly) {
  const sdk::RowCount count = counted("a.csv", "x\n1\n\"2\n3\"\n4");
  EXPECT_EQ(count.rows, 3);
  EXPECT_EQ(count.basis, sdk::RowCountBasis::kExact);
  EXPECT_EQ(counted("b.csv", "x\n").rows, 0);
}

TEST_F(CsvDiscovery, EstimatesLargeFiles) {
  std::string text = "x\n";
  for (int row = 0; row < 100'000; ++row) {
    text += "123456789\n";
  }
  const sdk::RowCount count = counted("a.csv", text);
  EXPECT_EQ(count.basis, sdk::RowCountBasis::kEstimated);
  EXPECT_NEAR(static_cast<double>(count.rows), 100'000.0, 1'000.0);
}

}  // namespace
}  // namespace osiris::components
