#include "osiris/run/source_files.h"

#include "osiris/run/test_session.h"

#include <filesystem>

namespace osiris::run {
namespace {

using testing::HasSubstr;

class SourceFilesTest : public SessionTest {
 protected:
  Status note() { return note_source_files(reader, folder.path(), session, *services_); }
  Status check() { return check_source_files(reader, session, files); }

  void SetUp() override {
    SessionTest::SetUp();
    services_ = std::make_unique<AdapterServices>(services());
    ASSERT_TRUE(files.create_directories(session.step_artifacts("a")).has_value());
    ASSERT_TRUE(files.write_text(source, "id\n1\n").has_value());
  }

  Path source = folder / "orders.csv";
  compile::ManifestStep reader = step("a", "fake.source", {}, config({{"path", "orders.csv"}}));
  std::unique_ptr<AdapterServices> services_;
};

TEST_F(SourceFilesTest, AreTheSameUntilTheyChange) {
  ASSERT_TRUE(note().has_value());
  EXPECT_TRUE(check().has_value());
  ASSERT_TRUE(files.write_text(source, "id\n12\n").has_value());
  const Status changed = check();
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code, kInputChanged.name);
  EXPECT_THAT(changed.error().message, HasSubstr("orders.csv', which has changed since"));
  EXPECT_THAT(changed.error().hint, HasSubstr("--from a"));
}

TEST_F(SourceFilesTest, AreMissedWhenTheyAreGone) {
  ASSERT_TRUE(note().has_value());
  ASSERT_TRUE(files.remove_all(source).has_value());
  EXPECT_THAT(check().error().message, HasSubstr("is gone since"));
}

TEST_F(SourceFilesTest, AreAllThatAFolderOrAPatternNames) {
  std::filesystem::create_directories(folder / "in/2024");
  for (const char* name : {"in/a.csv", "in/2024/b.csv"}) {
    ASSERT_TRUE(files.write_text(folder / name, "id\n1\n").has_value());
  }
  for (const char* named : {"in", "in/**/*.csv"}) {
    reader = step("a", "fake.source", {}, config({{"path", named}}));
    ASSERT_TRUE(note().has_value());
    EXPECT_TRUE(check().has_value()) << named;

    ASSERT_TRUE(files.write_text(folder / "in/2024/c.csv", "id\n").has_value());
    ASSERT_FALSE(check().has_value()) << named;
    EXPECT_THAT(check().error().message, HasSubstr("has the new file"));
    EXPECT_THAT(check().error().message, HasSubstr("in/2024/c.csv"));
    ASSERT_TRUE(files.remove_all(folder / "in/2024/c.csv").has_value());
    EXPECT_TRUE(check().has_value()) << named;

    ASSERT_TRUE(files.write_text(folder / "in/2024/b.csv", "id\n12\n").has_value());
    ASSERT_FALSE(check().has_value()) << named;
    EXPECT_THAT(check().error().message, HasSubstr("b.csv', which has changed since"));
    ASSERT_TRUE(note().has_value());
    ASSERT_TRUE(files.remove_all(folder / "in/2024/b.csv").has_value());
    ASSERT_FALSE(check().has_value()) << named;
    EXPECT_THAT(check().error().message, HasSubstr("b.csv', which is gone since"));
    ASSERT_TRUE(files.write_text(folder / "in/2024/b.csv", "id\n1\n").has_value());
  }
}

TEST_F(SourceFilesTest, AreNoneForAStepThatReadsNone) {
  reader = step("a", "fake.source");
  ASSERT_TRUE(note().has_value());
  EXPECT_TRUE(check().has_value());
}

TEST_F(SourceFilesTest, CannotBeToldFromADamagedNote) {
  ASSERT_TRUE(
      files.write_text(session.step_artifacts("a") / "source_files.json", "[{").has_value());
  EXPECT_EQ(check().error().code, kInputChanged.name);
}

}  // namespace
}  // namespace osiris::run
