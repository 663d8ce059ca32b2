#include "components/filesystem/byte_source.h"

#include "components/filesystem/test_source.h"
#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>

namespace osiris::components {
namespace {

constexpr ErrorCode kMispacked{"test.mispacked", Fault::kUser, "Unpack it."};

class ByteSourceTest : public testing::Test {
 protected:
  Path write(const std::string& bytes, const std::string& name = "in.txt") {
    const Path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  /// Reads all, in small pieces; a failure gives its code, and its message if the file was opened.
  static std::string read_all(const Path& path, std::optional<Packing> packing = {}) {
    auto file = open_file(path, "in.txt", {packing, kMispacked});
    if (!file.has_value()) {
      return file.error().code;
    }
    std::string text;
    for (;;) {
      std::array<char, 7> space{};
      const auto count = file->content->read(space);
      if (!count.has_value()) {
        return count.error().code + " " + count.error().message;
      }
      if (*count == 0) {
        return text;
      }
      text.append(space.data(), *count);
    }
  }

  TemporaryFolder folder_;
};

TEST_F(ByteSourceTest, GivesTheFileAndItsSize) {
  const Path path = write("a,b\n1,2\n");
  EXPECT_EQ(open_file(path, "in.txt", {{}, kMispacked})->bytes, 8);
  EXPECT_EQ(read_all(path), "a,b\n1,2\n");
}

TEST_F(ByteSourceTest, RefusesWhatIsNoReadableFile) {
  EXPECT_EQ(read_all(folder_ / "absent"), "file.not_found");
  EXPECT_EQ(read_all(folder_.path()), "file.wrong_kind");
  EXPECT_EQ(read_all("/dev/null"), "file.wrong_kind");
}

TEST_F(ByteSourceTest, UnpacksOneAndSeveralMembersAndFrames) {
  for (const auto& [packing, name] :
       {std::pair(Packing::kGzip, "in.gz"), std::pair(Packing::kZstd, "in.zst")}) {
    const std::string one = packed(packing, "a,b\n");
    EXPECT_EQ(read_all(write(one, name)), "a,b\n");
    EXPECT_EQ(read_all(write(one + packed(packing, "") + packed(packing, "1,2\n"), name)),
              "a,b\n1,2\n");
    EXPECT_EQ(read_all(write(packed(packing, ""), name)), "");
    EXPECT_EQ(read_all(write(one), packing), "a,b\n") << "whatever the name says";
  }
}

TEST_F(ByteSourceTest, TellsWhatIsCutOffFromWhatIsNotPacked) {
  for (const auto& [packing, word] :
       {std::pair(Packing::kGzip, "gzip"), std::pair(Packing::kZstd, "zstd")}) {
    const std::string whole = packed(packing, std::string(1000, 'x') + "y");
    for (std::size_t size = 1; size < whole.size(); ++size) {
      EXPECT_EQ(read_all(write(whole.substr(0, size)), packing),
                std::string("test.mispacked in.txt: the ") + word + " file is cut off")
          << size;
    }
    const std::string invalid = std::string("test.mispacked in.txt: the file is not valid ") + word;
    EXPECT_EQ(read_all(write("a,b\n1,2\n"), packing), invalid);
    EXPECT_EQ(read_all(write(whole + "rubbish"), packing), invalid);
    std::string damaged = whole;
    damaged[damaged.size() - 1] ^= 1;  // Of the checksum, or of the length behind it.
    EXPECT_EQ(read_all(write(damaged), packing), invalid);
  }
}

TEST_F(ByteSourceTest, TellsThatAFileIsPackedWithoutSayingSo) {
  const std::string gzip = packed(Packing::kGzip, "a\n");
  const std::string zstd = packed(Packing::kZstd, "a\n");
  const auto refusal = [](const Path& path, std::optional<Packing> packing) {
    const auto file = open_file(path, "in.txt", {packing, kMispacked});
    return file.has_value() ? "opened" : file.error().message + "; " + file.error().hint;
  };
  EXPECT_EQ(refusal(write(gzip), {}),
            "in.txt: the file is packed with gzip; set 'compression' to gzip, or end the file's "
            "name in .gz");
  EXPECT_EQ(refusal(write(zstd, "in.gz"), {}),
            "in.txt: the file is packed with zstd; set 'compression' to zstd, or end the file's "
            "name in .zst");
  EXPECT_EQ(refusal(write(gzip), Packing::kZstd).substr(0, 37),
            "in.txt: the file is packed with gzip;");
  EXPECT_EQ(read_all(write(gzip, "in.gz"), Packing::kNone), "test.mispacked");
  EXPECT_EQ(read_all(write("\x1F")), "\x1F");
}

TEST_F(ByteSourceTest, TellsThatAFileIsNoText) {
  const auto workbook =
      open_file(write("PK\x03\x04....[Content_Types].xml"), "in.csv", {{}, kMispacked});
  ASSERT_FALSE(workbook.has_value());
  EXPECT_EQ(workbook.error().code, kMispacked.name);
  EXPECT_EQ(workbook.error().message, "in.csv: the file is an Excel workbook");
  EXPECT_EQ(read_all(write("BZh91AY&SY")), kMispacked.name);
}

}  // namespace
}  // namespace osiris::components
