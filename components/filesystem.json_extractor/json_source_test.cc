#include "components/filesystem.json_extractor/json_source.h"

#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using exchange::TypeId;

class JsonSourceTest : public testing::Test {
 protected:
  /// Writes the file and finds it, as a step does before it reads.
  JsonRead found(std::string_view text) {
    EXPECT_TRUE(files_.write_text(path_, text).has_value());
    JsonRead read;
    read.files.push_back({path_, "in.json", *files_.stamp(path_)});
    return read;
  }

  /// Reads all rows; returns how many, or the failure.
  std::string rows_of(const JsonRead& read, const exchange::Schema& schema,
                      JsonLook look = JsonLook::kBefore) {
    JsonSource source(read, schema, files_, look);
    for (std::size_t rows = 0;;) {
      exchange::RowBatch batch(schema);
      const Status status = source.next(0, batch);
      if (!status.has_value()) {
        return status.error().code + ": " + status.error().message;
      }
      if (batch.row_count() == 0) {
        return std::to_string(rows);
      }
      rows += batch.row_count();
    }
  }

  TemporaryFolder folder_;
  const Path path_ = folder_ / "in.json";
  RealFileSystem files_;
};

TEST_F(JsonSourceTest, NoticesThatAFileIsNotWhatItWas) {
  const exchange::Schema schema{{"a", TypeId::kBigint}};
  JsonRead read = found("{\"a\":1}\n{\"a\":2}\n");
  EXPECT_EQ(rows_of(read, schema), "2");
  ASSERT_TRUE(files_.write_text(path_, "{\"a\":1}\n").has_value());
  EXPECT_EQ(rows_of(read, schema),
            "json.file_changed: in.json changed while it was read: it was written to");
  read.options.rows_max = 1;
  EXPECT_EQ(rows_of(read, schema), "1") << "what stands behind the limit does not matter";
  read = found("{\"a\":\"x\"}\n");
  EXPECT_EQ(rows_of(read, schema),
            "json.file_changed: in.json:1: a value is not what it was when the file was looked at");
}

}  // namespace
}  // namespace osiris::components
