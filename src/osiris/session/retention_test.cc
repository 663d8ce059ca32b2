#include "osiris/session/retention.h"

#include "osiris/base/temporary_folder.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace osiris::session {
namespace {

class RetentionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    write("pipeline_data.duckdb", 100);
    write("pipeline_data.duckdb.wal", 20);
    write("pipeline_data.duckdb.lock", 1);
    write("pipeline_data.duckdb.tmp/spill", 7);
    write("artifacts/load/rejects.csv", 30);
    write("base_states.json", 4);
    write("logs/events.jsonl", 5);
    write("manifest.yaml", 2);
    write("status.json", 3);
  }

  void write(const std::string& name, std::size_t bytes) {
    const Path path = session_.root / name;
    ASSERT_TRUE(files_.create_directories(path.parent_path()).has_value());
    ASSERT_TRUE(files_.write_text(path, std::string(bytes, 'x')).has_value());
  }

  void append(const std::string& session_id) {
    RunRecord record;
    record.session_id = session_id;
    ASSERT_TRUE(append_run(files_, folder_.path(), record).has_value());
  }

  TemporaryFolder folder_;
  RealFileSystem files_;
  SessionFolder session_{folder_ / "20260101T000000000Z-aaaaaa"};
};

TEST_F(RetentionTest, CountsTheBytesOfAllAndOfTheData) {
  EXPECT_EQ(bytes_of(files_, session_, SessionPart::kData), 162);
  EXPECT_EQ(bytes_of(files_, session_, SessionPart::kAll), 172);
  EXPECT_EQ(bytes_of(files_, {folder_ / "nowhere"}, SessionPart::kData), 0);
  EXPECT_EQ(bytes_of(files_, {folder_ / "nowhere"}, SessionPart::kAll), 0);
}

TEST_F(RetentionTest, DoesNotCountWhatLinksLeadTo) {
  std::filesystem::create_directory_symlink(folder_.path(), session_.artifacts_dir() / "round");
  std::filesystem::create_symlink(session_.database(), session_.root / "again");
  EXPECT_EQ(bytes_of(files_, session_, SessionPart::kAll), 172);
}

TEST_F(RetentionTest, RemovesOnlyTheData) {
  ASSERT_TRUE(remove_session(files_, session_, SessionPart::kData).has_value());
  EXPECT_EQ(bytes_of(files_, session_, SessionPart::kData), 0);
  EXPECT_FALSE(files_.exists(session_.artifacts_dir()));
  EXPECT_TRUE(files_.exists(session_.events_log()));
  EXPECT_TRUE(files_.exists(session_.manifest()));
  EXPECT_TRUE(files_.exists(session_.status()));
}

TEST_F(RetentionTest, RemovesAWholeSession) {
  ASSERT_TRUE(remove_session(files_, session_, SessionPart::kAll).has_value());
  EXPECT_FALSE(files_.exists(session_.root));
  EXPECT_TRUE(remove_session(files_, session_, SessionPart::kAll).has_value());
}

TEST_F(RetentionTest, LeavesASessionThatIsInUse) {
  for (const Path& lock : {session_.lock(), Path(session_.database().string() + ".lock")}) {
    const auto held = FileLock::acquire(lock);
    ASSERT_TRUE(held.has_value());
    const auto removed = remove_session(files_, session_, SessionPart::kAll);
    ASSERT_FALSE(removed.has_value());
    EXPECT_TRUE(removed.error().is(kSessionLocked));
    EXPECT_TRUE(files_.exists(session_.database()));
  }
}

TEST_F(RetentionTest, TakesLinesOutOfTheIndexAndKeepsAllOthersAsTheyAre) {
  append("a");
  append("b");
  append("a");
  const Path index = index_of_runs(folder_.path());
  const auto damaged = files_.open_append(index);
  ASSERT_TRUE((*damaged)->append("{\"session_id\":\"half").has_value());
  ASSERT_TRUE(remove_runs(files_, folder_.path(), {"a", "c"}).has_value());
  append("d");
  const auto list = list_runs(files_, folder_.path());
  ASSERT_TRUE(list.has_value());
  EXPECT_EQ(list->damaged_lines, 1);
  ASSERT_EQ(list->runs.size(), 3U);
  EXPECT_EQ(list->runs[0].session_id, "20260101T000000000Z-aaaaaa");  // Its folder is there.
  EXPECT_EQ(list->runs[1].session_id, "d");
  EXPECT_EQ(list->runs[2].session_id, "b");
}

TEST_F(RetentionTest, MakesNoIndexWhereThereIsNone) {
  ASSERT_TRUE(remove_runs(files_, folder_.path(), {"a"}).has_value());
  EXPECT_FALSE(files_.exists(index_of_runs(folder_.path())));
}

}  // namespace
}  // namespace osiris::session
