#include "components/filesystem.csv_writer/write_fixture.h"
#include "osiris/base/path_lock.h"
#include "osiris/exchange/test_types.h"

#include <cstdlib>
#include <filesystem>
#include <thread>

namespace osiris::components {
namespace {

using testing::HasSubstr;

using CsvWriterTest = CsvWriteFixture;

TEST_F(CsvWriterTest, WritesColumnsSortedByCodePoint) {
  make_relation(
      "SELECT 1 AS b, 'x,y' AS a, 2 AS \"Z\", 3 AS \"\xC3\xA9\" UNION ALL SELECT 4, NULL, 5, 6");
  const auto result = write();
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(read_file("out.csv"), "Z,a,b,\xC3\xA9\n2,\"x,y\",1,3\n5,,4,6\n");
  EXPECT_EQ(result->relation, "");
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(result->rows_out, 2);
  EXPECT_EQ(result->bytes, 28);
}

TEST_F(CsvWriterTest, WritesColumnsAsAsked) {
  make_relation("SELECT 1 AS b, 2 AS a, 3 AS c");
  EXPECT_EQ(written("columns: source"), "b,a,c\n1,2,3\n");
  EXPECT_EQ(written("columns: [c, b]"), "c,b\n3,1\n");
}

TEST_F(CsvWriterTest, NamesTheNearestColumnWhenOneIsMissing) {
  make_relation("SELECT 1 AS revenue");
  const auto result = write("columns: [revenu]");
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr("did you mean 'revenue'?"));
  EXPECT_TRUE(file_names().empty());
}

TEST_F(CsvWriterTest, ObeysTheFormat) {
  make_relation("SELECT 1 AS n, 'x' AS s");
  EXPECT_EQ(written("header: false"), "1,x\n");
  EXPECT_EQ(written("delimiter: \"\\t\""), "n\ts\n1\tx\n");
  EXPECT_EQ(written("newline: crlf"), "n,s\r\n1,x\r\n");
  EXPECT_EQ(written("quoting: all"), "\"n\",\"s\"\n\"1\",\"x\"\n");
  EXPECT_EQ(written("quoting: nonnumeric"), "\"n\",\"s\"\n1,\"x\"\n");
}

TEST_F(CsvWriterTest, WritesOtherEncodings) {
  make_relation("SELECT 'caf\xC3\xA9' AS n");
  EXPECT_EQ(written("encoding: latin-1"), "n\ncaf\xE9\n");
  EXPECT_EQ(written("encoding: utf-16").substr(0, 6), std::string("\xFF\xFEn\0\n\0", 6));
  EXPECT_EQ(written("encoding: ascii"), "csv.not_encodable");
}

TEST_F(CsvWriterTest, KeepsTheOldFileWhenItFails) {
  write_file("out.csv", "old\n");
  make_relation("SELECT '\xE2\x82\xAC' AS n");
  const auto result = write("encoding: latin-1");
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr("out.csv: line 2 has the character U+20AC"));
  EXPECT_EQ(read_file("out.csv"), "old\n");
  EXPECT_THAT(file_names(), testing::ElementsAre("out.csv"));
}

TEST_F(CsvWriterTest, WritesTheHeaderOfAnEmptyRelation) {
  make_relation("SELECT 1 AS b, 2 AS a WHERE false");
  EXPECT_EQ(written(), "a,b\n");
}

TEST_F(CsvWriterTest, MakesFoldersUnlessToldNotTo) {
  make_relation("SELECT 1 AS a");
  EXPECT_TRUE(run_step(component_, "path: new/deep/out.csv", {input_}).has_value());
  EXPECT_EQ(read_file("new/deep/out.csv"), "a\n1\n");
  const auto result = run_step(component_, "path: other/out.csv\ncreate_dirs: false", {input_});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file.not_found");
}

TEST_F(CsvWriterTest, RefusesAFolderAsTarget) {
  make_relation("SELECT 1 AS a");
  std::filesystem::create_directory(folder_ / "out.csv");
  EXPECT_EQ(write().error().code, "file.wrong_kind");
}

TEST_F(CsvWriterTest, NeedsExactlyOneInput) {
  EXPECT_EQ(run_step(component_, "path: out.csv", {}).error().code, "csv.input_count");
  const auto result = run_step(component_, "path: out.csv", {input_, input_});
  EXPECT_THAT(result.error().message, HasSubstr("2 inputs: load, load"));
}

TEST_F(CsvWriterTest, LeavesNothingWhenStopped) {
  make_relation("SELECT i FROM range(1000000) AS t(i)");
  stop_.request_stop();
  EXPECT_EQ(write().error().code, "run.cancelled");
  EXPECT_TRUE(file_names().empty());
}

TEST_F(CsvWriterTest, PacksByTheEndingOfTheName) {
  make_relation("SELECT 1 AS a");
  const auto result = run_step(component_, "path: out.csv.gz", {input_});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  const std::string packed = read_file("out.csv.gz");
  EXPECT_EQ(result->bytes, static_cast<std::int64_t>(packed.size()));
  EXPECT_EQ(packed.substr(0, 8), std::string("\x1f\x8b\x08\0\0\0\0\0", 8));  // No name, no time.
  ASSERT_TRUE(run_step(component_, "path: plain.csv.gz\ncompression: none", {input_}).has_value());
  EXPECT_EQ(read_file("plain.csv.gz"), "a\n1\n");
}

TEST_F(CsvWriterTest, LeavesAFileAloneIfAsked) {
  make_relation("SELECT 1 AS a");
  EXPECT_EQ(written("if_exists: fail"), "a\n1\n");
  make_relation("SELECT 2 AS a");
  const auto result = write("if_exists: fail");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "csv.target_exists");
  EXPECT_THAT(result.error().message, HasSubstr("out.csv' exists already"));
  EXPECT_EQ(read_file("out.csv"), "a\n1\n");
  EXPECT_EQ(file_names(), (std::vector<std::string>{"out.csv"}));
}

TEST_F(CsvWriterTest, TellsSizeAndSumOfTheFile) {
  make_relation("SELECT 1 AS a");
  const auto result = write();
  ASSERT_TRUE(result.has_value()) << result.error().message;
  ASSERT_EQ(result->files.size(), 1U);
  const sdk::WrittenFile& file = result->files.front();
  EXPECT_EQ(file.path, folder_ / "out.csv");
  EXPECT_EQ(file.bytes, 4);
  EXPECT_EQ(file.rows, 1);
  // printf 'a\n1\n' | sha256sum
  EXPECT_EQ(file.sha256, "309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc");
}

TEST_F(CsvWriterTest, KeepsTextsFromBeingFormulas) {
  make_relation(
      "SELECT * FROM (VALUES ('=1+1', -5), ('+x', 0), ('-5', 0), ('+5.5e3', 0), ('@a', 0), "
      "('\tb', 0), ('a=b', 0), ('', 0), (NULL, 0), ('-', 0)) t(text, number)");
  EXPECT_EQ(
      written("columns: source\nformula_guard: true"),
      "text,number\n'=1+1,-5\n'+x,0\n-5,0\n+5.5e3,0\n'@a,0\n'\tb,0\na=b,0\n\"\",0\n,0\n'-,0\n");
  EXPECT_THAT(written("columns: source"), HasSubstr("\n=1+1,-5\n"));
  make_relation("SELECT 1 AS \"=x\"");
  EXPECT_EQ(written("formula_guard: true"), "'=x\n1\n");
}

class CsvAppendTest : public CsvWriterTest {
 protected:
  void SetUp() override {
    CsvWriterTest::SetUp();
    artifacts_dir_ = folder_ / "artifacts";
    ASSERT_TRUE(files_.create_directories(artifacts_dir_).has_value());
    make_relation("SELECT 1 AS a, 'x' AS b");
  }

  /// Appends as a run of its own does.
  std::string appended(const std::string& options = "") {
    EXPECT_TRUE(files_.remove_all(artifacts_dir_ / "append.json").has_value());
    return written("if_exists: append\n" + options);
  }
};

TEST_F(CsvAppendTest, PutsRowsBehindThoseThatAreThere) {
  EXPECT_EQ(appended(), "a,b\n1,x\n");
  EXPECT_EQ(appended(), "a,b\n1,x\n1,x\n");
  write_file("out.csv", "a,b\n7,y");  // No line end.
  EXPECT_EQ(appended(), "a,b\n7,y\n1,x\n");
  write_file("out.csv",
             "\xEF\xBB\xBF"
             "a,b\n");
  EXPECT_EQ(appended(),
            "\xEF\xBB\xBF"
            "a,b\n1,x\n");
  write_file("out.csv", "");
  EXPECT_EQ(appended(), "a,b\n1,x\n");
  write_file("out.csv", "anything\n");
  EXPECT_EQ(appended("header: false"), "anything\n1,x\n");
}

TEST_F(CsvAppendTest, AppendsInTheFilesEncoding) {
  EXPECT_EQ(appended("encoding: utf-16").size(), 2U * 9U);
  const std::string twice = appended("encoding: utf-16");
  EXPECT_EQ(twice.size(), 2U * 13U);
  EXPECT_EQ(twice.find("\xFF\xFE", 1), std::string::npos) << "a second byte order mark";
}

TEST_F(CsvAppendTest, AppendsToPackedFiles) {
  for (const std::string name : {"out.csv.gz", "out.csv.zst"}) {
    const std::string config = "if_exists: append\npath: " + name;
    for (const int rows : {1, 2, 3}) {
      EXPECT_TRUE(files_.remove_all(artifacts_dir_ / "append.json").has_value());
      const auto result = run_step(component_, config, {input_});
      ASSERT_TRUE(result.has_value()) << result.error().message;
      EXPECT_EQ(unpacked(read_file(name), packing_of_name(name)).size(),
                4U + 4U * static_cast<unsigned>(rows))
          << name;
    }
    EXPECT_TRUE(files_.remove_all(artifacts_dir_ / "append.json").has_value());
    write_file(name, "a,b\n");
    EXPECT_EQ(run_step(component_, config, {input_}).error().code, "csv.cannot_append");
    EXPECT_EQ(read_file(name), "a,b\n");
  }
}

TEST_F(CsvAppendTest, RefusesPackedFilesThatAreDamaged) {
  ASSERT_TRUE(run_step(component_, "path: out.csv.zst", {input_}).has_value());
  const std::string whole = read_file("out.csv.zst");
  write_file("out.csv.zst", whole.substr(0, whole.size() - 1));
  const std::string config = "path: out.csv.zst\nif_exists: append";
  EXPECT_THAT(run_step(component_, config, {input_}).error().message, HasSubstr("cut off"));
  write_file("out.csv.zst", whole + "x");
  EXPECT_THAT(run_step(component_, config, {input_}).error().message, HasSubstr("damaged"));
  EXPECT_THAT(run_step(component_, config + "\ncompression: gzip", {input_}).error().message,
              HasSubstr("it is packed with zstd"));
}

TEST_F(CsvAppendTest, RefusesWhatRowsCannotFollow) {
  for (const char* there : {"b,a\n1,2\n", "a\n1\n", "a,b\n1,\"open\n", "a,b\r\n1,2\r\n"}) {
    write_file("out.csv", there);
    EXPECT_EQ(appended(), "csv.cannot_append") << there;
    EXPECT_EQ(read_file("out.csv"), there);
    EXPECT_THAT(file_names(), testing::ElementsAre("artifacts", "out.csv"));
  }
}

TEST_F(CsvAppendTest, NamesBothHeaders) {
  write_file("out.csv", "id,b\n1,2\n");
  const auto result = write("if_exists: append");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message,
            "cannot append to out.csv: its first line is 'id,b', that of the rows 'a,b'");
}

TEST_F(CsvAppendTest, AppendsOnceInASession) {
  EXPECT_EQ(written("if_exists: append"), "a,b\n1,x\n");
  // The step is run again, as after a kill between the commit and the event that tells of it.
  const auto again = write("if_exists: append");
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(again->rows_out, 1);
  EXPECT_EQ(read_file("out.csv"), "a,b\n1,x\n");
  // Somebody else's rows: what was noted is not what is there.
  write_file("out.csv", "a,b\n2,y\n");
  EXPECT_EQ(written("if_exists: append"), "a,b\n2,y\n1,x\n");
}

TEST_F(CsvWriterTest, RefusesNamesThatPromiseAnotherContent) {
  make_relation("SELECT 1 AS a");
  for (const char* name : {"out.csv.bz2", "out.xz", "out.ZIP", "out.xlsx"}) {
    const auto result = run_step(component_, std::string("path: ") + name, {input_});
    ASSERT_FALSE(result.has_value()) << name;
    EXPECT_EQ(result.error().code, "file.unsupported_ending");
  }
  EXPECT_TRUE(run_step(component_, "{path: a.bz2, compression: none}", {input_}).has_value())
      << "what is said outright is done";
}

TEST_F(CsvAppendTest, TellsWhichOptionTheFileNeeds) {
  const std::pair<std::string, std::string> cases[]{
      {"a,b\r\n1,x\r\n", "set 'newline' to crlf"},
      {"a;b\n1;x\n", "set 'delimiter' to \";\""},
      {"a\tb\r\n", "set 'delimiter' to \"\\t\" and 'newline' to crlf"},
      {std::string("\xFF\xFE"
                   "a\0",
                   4),
       "set 'encoding' to utf-16"}};
  for (const auto& [text, hint] : cases) {
    write_file("out.csv", text);
    const auto result = write("if_exists: append");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, "csv.cannot_append");
    EXPECT_EQ(result.error().hint, hint);
    EXPECT_EQ(read_file("out.csv"), text);
  }
}

TEST_F(CsvAppendTest, GivesAHeaderItsEnd) {
  for (const std::string newline : {"lf", "crlf"}) {
    const std::string end = newline == "lf" ? "\n" : "\r\n";
    write_file("out.csv", "a,b");
    const auto result = write("if_exists: append\nnewline: " + newline);
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_THAT(read_file("out.csv"), testing::StartsWith("a,b" + end));
    EXPECT_THAT(read_file("out.csv"), Not(HasSubstr(end + end)));
    EXPECT_TRUE(files_.remove_all(artifacts_dir_ / "append.json").has_value());
  }
}

TEST_F(CsvWriterTest, DividesByTabsWhatIsNamedSo) {
  make_relation("SELECT 1 AS a, 2 AS b");
  for (const char* name : {"out.tsv", "out.TAB"}) {
    ASSERT_TRUE(run_step(component_, std::string("path: ") + name, {input_}).has_value());
    EXPECT_EQ(read_file(name), "a\tb\n1\t2\n") << name;
  }
  ASSERT_TRUE(run_step(component_, "{path: out.tsv, delimiter: ';'}", {input_}).has_value());
  EXPECT_EQ(read_file("out.tsv"), "a;b\n1;2\n") << "what is said outright is done";
}

TEST(CsvWriterSpec, RefusesTheQuoteAsDelimiter) {
  const auto spec = sdk::Spec::parse(filesystem_csv_writer_spec(), "spec.yaml");
  const auto config =
      parse_yaml("{path: out.csv, delimiter: '\"'}", "config").value.value_or(Value());
  EXPECT_FALSE(sdk::check_config(*spec, config, false).empty());
}

TEST_F(CsvAppendTest, AppendsOnceInASessionThoughOthersAppendedSince) {
  EXPECT_EQ(written("if_exists: append"), "a,b\n1,x\n");
  write_file("out.csv", "a,b\n1,x\n2,y\n");
  EXPECT_EQ(written("if_exists: append"), "a,b\n1,x\n2,y\n");
}

/// Runs one step in a session of its own.
class AppendRun : public sdk::StepFixture {
 public:
  explicit AppendRun(const Path& target) : target_(target) { SetUp(); }
  void TestBody() override {}

  std::string append(std::int64_t rows) {
    const auto made = exchange::replace_relation(
        *connection_, "load", "SELECT i FROM range(" + std::to_string(rows) + ") t(i)");
    EXPECT_TRUE(made.has_value()) << made.error().message;
    artifacts_dir_ = folder_.path();
    const auto result = run_step(filesystem_csv_writer(filesystem_csv_writer_spec()),
                                 "{path: '" + target_.string() + "', if_exists: append}",
                                 {{.step_id = "load", .relation = "load", .rows = 0, .names = {}}});
    return result.has_value() ? "done" : result.error().code;
  }
  std::stop_source& stop() { return stop_; }

 private:
  Path target_;
};

TEST(CsvAppend, LosesNoRowsOfRunsAtTheSameTime) {
  constexpr int kRuns = 4;
  constexpr int kRounds = 5;
  constexpr std::int64_t kRows = 20'000;
  const TemporaryFolder folder;
  const Path target = folder / "out.csv";
  std::vector<std::string> outcomes(kRuns * kRounds);
  {
    std::vector<std::jthread> runs;
    for (std::size_t i = 0; i < kRuns; ++i) {
      runs.emplace_back([&, i] {
        for (std::size_t round = 0; round < kRounds; ++round) {
          outcomes[i * kRounds + round] = AppendRun(target).append(kRows);
        }
      });
    }
  }
  EXPECT_THAT(outcomes, testing::Each("done"));
  std::ifstream text(target);
  std::int64_t lines = 0;
  for (std::string line; std::getline(text, line); ++lines) {
  }
  EXPECT_EQ(lines, 1 + kRuns * kRounds * kRows);
}

TEST(CsvAppend, StopsWaitingForOthers) {
  const TemporaryFolder folder;
  const auto held = PathLock::try_acquire(folder / "out.csv");
  ASSERT_TRUE(held.has_value());
  AppendRun run(folder / "out.csv");
  std::jthread stopper([&] { run.stop().request_stop(); });
  EXPECT_EQ(run.append(1), "run.cancelled");
}

TEST_F(CsvAppendTest, ChangesNothingIfSomebodyElseWritesMeanwhile) {
  write_file("out.csv", "a,b\n");
  make_relation("SELECT i AS a, 'x' AS b FROM range(2000000) t(i)");
  std::jthread other([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      write_file("out.csv", "a,b\n" + std::to_string(std::rand()) + ",y\n");
    }
  });
  const auto result = write("if_exists: append");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "csv.target_changed");
  EXPECT_TRUE(result.error().transient);
}

TEST_F(CsvWriterTest, WritesEachType) {
  for (const std::string& value : exchange::values_of_each_type()) {
    make_relation("SELECT " + value + " AS v, 1 AS id");
    EXPECT_THAT(written(), testing::StartsWith("id,v\n1,")) << value;
  }
}

}  // namespace
}  // namespace osiris::components
