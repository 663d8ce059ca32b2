// What is packed, unpacks again; and what is damaged, is found out.

#include "components/filesystem/packer.h"

#include "components/filesystem/unpacker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace osiris::components {
namespace {

std::string packed(Packing packing, std::string_view text) {
  std::string bytes;
  const auto packer = make_packer(packing, [&](std::string_view piece) -> Status {
    bytes += piece;
    return {};
  });
  const std::size_t half = text.size() / 2;
  EXPECT_TRUE(packer->write(text.substr(0, half)).has_value());
  EXPECT_TRUE(packer->write(text.substr(half)).has_value());
  EXPECT_TRUE(packer->finish().has_value());
  return bytes;
}

/// Unpacks bytes that come in pieces; "damaged" or "cut off" if that is so.
std::string unpacked(Packing packing, std::string_view bytes, std::size_t piece_bytes = 1000) {
  const auto unpacker = make_unpacker(packing);
  std::string space(777, '\0');
  std::string text;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, piece_bytes);
    bytes.remove_prefix(piece.size());
    for (std::size_t count = 1; count > 0;) {
      const auto unpacked = unpacker->unpack(piece, space);
      if (!unpacked) {
        return "damaged";
      }
      count = *unpacked;
      text += space.substr(0, count);
    }
    EXPECT_TRUE(piece.empty());
  }
  return unpacker->is_whole() ? text : "cut off";
}

class PackerTest : public testing::TestWithParam<Packing> {};

INSTANTIATE_TEST_SUITE_P(Packings, PackerTest, testing::Values(Packing::kGzip, Packing::kZstd));

TEST_P(PackerTest, PacksWhatUnpacksAgain) {
  std::mt19937 random(7);
  for (const std::size_t size : {0U, 1U, 1000U, 3'000'000U}) {
    std::string noise(size, ' ');
    for (char& byte : noise) {
      byte = static_cast<char>(random());  // Hardly gets smaller, so every buffer fills up.
    }
    for (const std::string& text : {noise, std::string(size, 'x')}) {
      const std::string bytes = packed(GetParam(), text);
      EXPECT_EQ(packing_of_bytes(bytes), GetParam());
      EXPECT_EQ(unpacked(GetParam(), bytes), text);
      EXPECT_EQ(packed(GetParam(), text), bytes) << "the same text gives the same bytes";
    }
  }
}

TEST_P(PackerTest, TakesSeveralPiecesForOneText) {
  const std::string bytes =
      packed(GetParam(), "one ") + packed(GetParam(), "") + packed(GetParam(), "two");
  for (const std::size_t piece : {1U, 2U, 7U, 1000U}) {
    EXPECT_EQ(unpacked(GetParam(), bytes, piece), "one two") << piece;
  }
  EXPECT_EQ(unpacked(GetParam(), ""), "");
}

TEST_P(PackerTest, FindsDamage) {
  const std::string text(5000, 'x');
  const std::string whole = packed(GetParam(), text + "end");
  for (std::size_t length = 1; length < whole.size(); ++length) {
    EXPECT_EQ(unpacked(GetParam(), whole.substr(0, length)), "cut off") << length;
  }
  std::string flipped = whole;
  flipped[whole.size() - 3] = static_cast<char>(flipped[whole.size() - 3] ^ 1);
  EXPECT_EQ(unpacked(GetParam(), flipped), "damaged") << "the checksum is looked at";
  EXPECT_EQ(unpacked(GetParam(), whole + "garbage"), "damaged");
  EXPECT_EQ(unpacked(GetParam(), "a,b\n1,2\n"), "damaged");
}

TEST_P(PackerTest, GivesOnTheFailureOfTheFile) {
  const auto packer = make_packer(
      GetParam(), [](std::string_view) -> Status { return fail(kPackingFailed, "full"); });
  // The libraries decide when the first bytes come out.
  EXPECT_FALSE(packer->write("text").has_value() && packer->finish().has_value());
}

TEST(PlainPacker, ChangesNothing) { EXPECT_EQ(packed(Packing::kNone, "a,b\n"), "a,b\n"); }

}  // namespace
}  // namespace osiris::components
