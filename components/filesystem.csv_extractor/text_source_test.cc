#include "components/filesystem.csv_extractor/text_source.h"

#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace osiris::components {
namespace {

class TextSourceTest : public testing::Test {
 protected:
  Path write(const std::string& bytes) {
    const Path path = folder_ / "in.csv";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  /// Reads all, in small pieces; a failure gives its code.
  static std::string read_all(const Path& path, Encoding encoding) {
    const PackingRule rule{{}, kCsvCompression, encoding != Encoding::kUtf16};
    auto file = open_text(path, "in.csv", rule, encoding);
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

TEST_F(TextSourceTest, GivesUtf8AsItIs) {
  EXPECT_EQ(read_all(write("caf\xC3\xA9\n"), Encoding::kUtf8), "caf\xC3\xA9\n");
}

TEST_F(TextSourceTest, TellsThatAFileIsPackedUnlessItsTextMayBeginSo) {
  for (const Encoding encoding : {Encoding::kUtf8, Encoding::kLatin1, Encoding::kAscii}) {
    EXPECT_EQ(read_all(write("\x1F\x8B,\n"), encoding), "csv.bad_compression");
  }
  EXPECT_EQ(read_all(write(std::string("\x1F\x8B,\0", 4)), Encoding::kUtf16), "\xE8\xAC\x9F,");
}

TEST_F(TextSourceTest, ReadsLatin1) {
  EXPECT_EQ(read_all(write("caf\xE9\n"), Encoding::kLatin1), "caf\xC3\xA9\n");
}

TEST_F(TextSourceTest, ReadsUtf16OfBothByteOrders) {
  const auto utf16 = [this](std::string_view units) {
    return read_all(write(std::string(units)), Encoding::kUtf16);
  };
  EXPECT_EQ(utf16({"\xFF\xFE"
                   "a\0\xAC\x20",
                   6}),
            "\xEF\xBB\xBF"
            "a\xE2\x82\xAC");
  EXPECT_EQ(utf16({"a\0,\0", 4}), "a,");
  EXPECT_EQ(utf16({"\xFE\xFF\0a\x20\xAC", 6}), "a\xE2\x82\xAC");
  EXPECT_EQ(utf16({"\x3D\xD8\x00\xDE", 4}), "\xF0\x9F\x98\x80");
}

TEST_F(TextSourceTest, FindsTheByteOrderOfUtf16WithoutAMark) {
  const auto utf16 = [this](std::string_view units) {
    return read_all(write(std::string(units)), Encoding::kUtf16);
  };
  EXPECT_EQ(utf16({"\0a\0,\0b\0\n", 8}), "a,b\n");
  EXPECT_EQ(utf16({"a\0,\0b\0\n\0", 8}), "a,b\n");
  // U+4E00 is frequent in Chinese, and "N" in the other order.
  EXPECT_EQ(utf16({"\0\x4E\0\x4E\0\x4E,\0b\0\n\0", 12}),
            "\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80,b\n");
  EXPECT_EQ(utf16({"\xFF\xFE\0\n\0\n", 6}), "\xEF\xBB\xBF\xE0\xA8\x80\xE0\xA8\x80")
      << "a mark counts for more";
  EXPECT_EQ(utf16("id,name\n1,x\n"),
            "csv.bad_encoding in.csv:1: the file is no UTF-16: it has no character of ASCII");
}

TEST_F(TextSourceTest, RefusesBrokenUtf16) {
  const auto utf16 = [this](std::string_view units) {
    return read_all(write(std::string(units)), Encoding::kUtf16);
  };
  const std::string alone =
      "csv.bad_encoding in.csv:2: half of a character of two parts stands alone in UTF-16";
  EXPECT_EQ(utf16({"a\0\n\0\x3D\xD8\x61\0", 8}), alone);
  EXPECT_EQ(utf16({"a\0\n\0\x00\xDE", 6}), alone);
  EXPECT_EQ(utf16({"a\0\r\0\x00\xDE", 6}), alone);
  EXPECT_EQ(utf16({"\r\0\n\0\x00\xDE", 6}), alone);
  const std::string half = "csv.bad_encoding in.csv:1: the file ends in half a character of UTF-16";
  EXPECT_EQ(utf16({"a\0b", 3}), half);
  EXPECT_EQ(utf16({"a\0\x3D\xD8", 4}), half);
}

}  // namespace
}  // namespace osiris::components
