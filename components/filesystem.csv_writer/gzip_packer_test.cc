#include "components/filesystem.csv_writer/gzip_packer.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

namespace osiris::components {
namespace {

/// Unpacks one gzip member of known size.
std::string unpacked(const std::string& packed, std::size_t size) {
  constexpr int kGzip = 16 + MAX_WBITS;
  std::string text(size + 1, '\0');
  std::string input = packed;
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, kGzip), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

TEST(GzipPacker, PacksWhatUnpacksAgain) {
  std::mt19937 random(7);
  for (const std::size_t size : {0U, 1U, 1000U, 3'000'000U}) {
    std::string text(size, ' ');
    for (char& byte : text) {
      byte = static_cast<char>(random());  // Hardly gets smaller, so every buffer fills up.
    }
    std::string packed;
    GzipPacker packer([&](std::string_view bytes) -> Status {
      packed += bytes;
      return {};
    });
    const std::size_t half = size / 2;
    ASSERT_TRUE(packer.write(std::string_view(text).substr(0, half)).has_value());
    ASSERT_TRUE(packer.write(std::string_view(text).substr(half)).has_value());
    ASSERT_TRUE(packer.finish().has_value());
    EXPECT_EQ(unpacked(packed, size), text);
  }
}

TEST(GzipPacker, GivesOnTheFailureOfTheFile) {
  GzipPacker packer([](std::string_view) -> Status { return fail(kCsvPacking, "full"); });
  // zlib decides when the first bytes come out.
  EXPECT_FALSE(packer.write("text").has_value() && packer.finish().has_value());
}

}  // namespace
}  // namespace osiris::components
