#include "components/filesystem/encoding.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

std::string encoded(Encoder& encoder, std::string_view text) {
  const auto bytes = encoder.encode(text);
  return bytes.has_value() ? std::string(*bytes) : bytes.error().code;
}

TEST(Encoding, KnowsTheNamesOfTheSpecs) {
  EXPECT_EQ(parse_encoding("utf-8"), Encoding::kUtf8);
  EXPECT_EQ(parse_encoding("utf-16"), Encoding::kUtf16);
  EXPECT_EQ(parse_encoding("latin-1"), Encoding::kLatin1);
  EXPECT_EQ(parse_encoding("iso-8859-1"), Encoding::kLatin1);
  EXPECT_EQ(parse_encoding("ascii"), Encoding::kAscii);
}

TEST(Encoding, LeavesUtf8AsItIs) {
  Encoder encoder(Encoding::kUtf8);
  EXPECT_EQ(encoded(encoder, "a\xC3"), "a\xC3");
  EXPECT_EQ(encoded(encoder, "\xA9\n"), "\xA9\n");
}

TEST(Encoding, WritesUtf16LittleEndianWithOneByteOrderMark) {
  Encoder encoder(Encoding::kUtf16);
  EXPECT_EQ(encoded(encoder, "a\xC3\xA9"), std::string("\xFF\xFE"
                                                       "a\0\xE9\0",
                                                       6));
  EXPECT_EQ(encoded(encoder, "\xF0\x9F\x98\x80"), std::string("\x3D\xD8\x00\xDE", 4))
      << "U+1F600 as a pair of surrogates";
}

TEST(Encoding, KnowsTheSizeBeforehand) {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\n";
  EXPECT_EQ(encoded_size(text, Encoding::kUtf8), text.size());
  Encoder utf16(Encoding::kUtf16, true);
  EXPECT_EQ(encoded_size(text, Encoding::kUtf16), encoded(utf16, text).size());
  Encoder latin1(Encoding::kLatin1);
  EXPECT_EQ(encoded_size("a\xC3\xA9", Encoding::kLatin1), encoded(latin1, "a\xC3\xA9").size());
}

TEST(Encoding, KeepsACharacterThatIsCutByThePiece) {
  Encoder encoder(Encoding::kLatin1);
  EXPECT_EQ(encoded(encoder, "caf\xC3"), "caf");
  EXPECT_EQ(encoded(encoder, "\xA9!"), "\xE9!");
}

TEST(Encoding, RefusesWhatTheTargetDoesNotHave) {
  Encoder latin1(Encoding::kLatin1);
  const auto result = latin1.encode("a\nb\nprice \xE2\x82\xAC 5");
  ASSERT_FALSE(result.has_value());
  EXPECT_TRUE(result.error().is(kNotEncodable));
  EXPECT_NE(result.error().message.find("line 3"), std::string::npos) << result.error().message;
  EXPECT_NE(result.error().message.find("U+20AC"), std::string::npos) << result.error().message;

  Encoder ascii(Encoding::kAscii);
  EXPECT_EQ(encoded(ascii, "plain"), "plain");
  EXPECT_EQ(encoded(ascii, "\xC3\xA9"), "csv.not_encodable");
}

}  // namespace
}  // namespace osiris::components
