#include "components/filesystem.csv_extractor/byte_source.h"

#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

namespace osiris::components {
namespace {

class ByteSourceTest : public testing::Test {
 protected:
  Path write(const std::string& bytes) {
    const Path path = folder_ / "in.csv";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  /// Reads all, in small pieces; a failure gives its code.
  static std::string read_all(const Path& path, Packing packing, Encoding encoding) {
    auto file = open_file(path, "in.csv", packing, encoding);
    if (!file.has_value()) {
      return file.error().code;
    }
    std::string text;
    for (;;) {
      std::array<char, 7> space{};
      const auto count = file->text->read(space);
      if (!count.has_value()) {
        return count.error().code + " " + count.error().message;
      }
      if (*count == 0) {
        return text;
      }
      text.append(space.data(), *count);
    }
  }

  static std::string packed(const std::string& text) {
    std::string bytes(compressBound(text.size()) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string input = text;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    deflate(&stream, Z_FINISH);
    bytes.resize(stream.total_out);
    deflateEnd(&stream);
    return bytes;
  }

  TemporaryFolder folder_;
};

TEST_F(ByteSourceTest, GivesTheFileAndItsSize) {
  const Path path = write("a,b\n1,2\n");
  EXPECT_EQ(open_file(path, "in.csv", Packing::kNone, Encoding::kUtf8)->bytes, 8);
  EXPECT_EQ(read_all(path, Packing::kNone, Encoding::kUtf8), "a,b\n1,2\n");
}

TEST_F(ByteSourceTest, RefusesWhatIsNoReadableFile) {
  EXPECT_EQ(read_all(folder_ / "absent.csv", Packing::kNone, Encoding::kUtf8), "file.not_found");
  EXPECT_EQ(read_all(folder_.path(), Packing::kNone, Encoding::kUtf8), "file.wrong_kind");
  EXPECT_EQ(read_all("/dev/null", Packing::kNone, Encoding::kUtf8), "file.wrong_kind");
}

TEST_F(ByteSourceTest, UnpacksGzipOfOneAndOfSeveralMembers) {
  EXPECT_EQ(read_all(write(packed("a,b\n")), Packing::kGzip, Encoding::kUtf8), "a,b\n");
  EXPECT_EQ(read_all(write(packed("a,b\n") + packed("1,2\n")), Packing::kGzip, Encoding::kUtf8),
            "a,b\n1,2\n");
  EXPECT_EQ(read_all(write(packed("")), Packing::kGzip, Encoding::kUtf8), "");
}

TEST_F(ByteSourceTest, TellsACutOffGzipFileFromOneThatIsNoGzip) {
  const std::string whole = packed(std::string(1000, 'x') + "y");
  EXPECT_EQ(read_all(write(whole.substr(0, whole.size() - 9)), Packing::kGzip, Encoding::kUtf8),
            "csv.bad_compression in.csv: the gzip file is cut off");
  EXPECT_EQ(read_all(write("a,b\n1,2\n"), Packing::kGzip, Encoding::kUtf8),
            "csv.bad_compression in.csv: the file is not valid gzip");
}

TEST_F(ByteSourceTest, TellsThatAFileIsPackedWithoutSayingSo) {
  for (const Encoding encoding : {Encoding::kUtf8, Encoding::kLatin1}) {
    EXPECT_EQ(read_all(write(packed("a,b\n")), Packing::kNone, encoding), "csv.bad_compression");
  }
  EXPECT_EQ(read_all(write("\x1F"), Packing::kNone, Encoding::kUtf8), "\x1F");
}

TEST_F(ByteSourceTest, TellsThatAFileIsNoText) {
  for (const Encoding encoding : {Encoding::kUtf8, Encoding::kLatin1, Encoding::kAscii}) {
    const auto opened =
        open_file(write("PK\x03\x04....[Content_Types].xml"), "in.csv", Packing::kNone, encoding);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, "csv.bad_compression");
    EXPECT_EQ(opened.error().message, "in.csv: the file is an Excel workbook");
    EXPECT_EQ(read_all(write("BZh91AY&SY"), Packing::kNone, encoding), "csv.bad_compression");
  }
}

TEST_F(ByteSourceTest, ReadsLatin1) {
  EXPECT_EQ(read_all(write("caf\xE9\n"), Packing::kNone, Encoding::kLatin1), "caf\xC3\xA9\n");
}

TEST_F(ByteSourceTest, ReadsUtf16OfBothByteOrders) {
  const auto utf16 = [this](std::string_view units) {
    return read_all(write(std::string(units)), Packing::kNone, Encoding::kUtf16);
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

TEST_F(ByteSourceTest, FindsTheByteOrderOfUtf16WithoutAMark) {
  const auto utf16 = [this](std::string_view units) {
    return read_all(write(std::string(units)), Packing::kNone, Encoding::kUtf16);
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

TEST_F(ByteSourceTest, RefusesBrokenUtf16) {
  const auto utf16 = [this](std::string_view units) {
    return read_all(write(std::string(units)), Packing::kNone, Encoding::kUtf16);
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
