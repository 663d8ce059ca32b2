#include "osiris/run/target_files.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/sha256.h"
#include "osiris/session/event.h"

#include <gtest/gtest.h>

namespace osiris::run {
namespace {

class TargetFiles : public ::testing::Test {
 protected:
  TargetFiles() {
    step_.id = "save";
    step_.config = Value::object();
    begin();
    disk_.directories.insert("/out");
  }

  void begin() {
    record(session::StepStart{.step_id = "save", .driver = "fake.sink", .attempt = 1});
  }

  /// Puts a file there, and the event of the step that wrote it.
  void write(const std::string& path, const std::string& text) {
    disk_.files[path] = text;
    record(session::FileWritten{.step_id = "save",
                                .path = path,
                                .bytes = static_cast<std::int64_t>(text.size()),
                                .rows = 1,
                                .sha256 = sha256_hex(text)});
  }

  std::string lost() const {
    const auto found = find_lost_target(step_, events_, disk_);
    return found ? found->path.string() + " " + found->what + (found->appended ? " (appended)" : "")
                 : "nothing";
  }

  MemoryFileSystem disk_;
  compile::ManifestStep step_;

 private:
  template <class Event>
  void record(const Event& event) {
    Value line = event.fields();
    line.set("event", Event::kName);
    events_.push_back(std::move(line));
  }

  std::vector<Value> events_;
};

TEST_F(TargetFiles, AreFoundAsTheyWereWritten) {
  write("/out/a.csv", "id\n1\n");
  write("/out/b.csv", "");
  EXPECT_EQ(lost(), "nothing");
}

TEST_F(TargetFiles, AreMissedWhenGoneOrChanged) {
  write("/out/a.csv", "id\n1\n");
  disk_.files["/out/a.csv"] = "id\n2\n";
  EXPECT_EQ(lost(), "/out/a.csv is not what was written");
  disk_.files["/out/a.csv"] = "id\n1\n2\n";
  EXPECT_EQ(lost(), "/out/a.csv is not what was written");
  disk_.files.erase("/out/a.csv");
  EXPECT_EQ(lost(), "/out/a.csv is gone");
}

TEST_F(TargetFiles, MayGrowIfTheyWereAppendedTo) {
  step_.config.set("if_exists", "append");
  write("/out/a.csv", "id\n1\n");
  disk_.files["/out/a.csv"] += "2\n";
  EXPECT_EQ(lost(), "nothing");
  disk_.files["/out/a.csv"] = "id\n2\n2\n";
  EXPECT_EQ(lost(), "/out/a.csv is not what was written (appended)");
}

TEST_F(TargetFiles, OfAnEarlierRunDoNotCount) {
  write("/out/old.csv", "x");
  disk_.files.clear();
  begin();
  write("/out/new.csv", "y");
  EXPECT_EQ(lost(), "nothing");
}

}  // namespace
}  // namespace osiris::run
