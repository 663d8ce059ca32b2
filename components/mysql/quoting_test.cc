#include "components/mysql/quoting.h"

#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

TEST(Quoting, DoublesWhatWouldEndAName) {
  EXPECT_EQ(quote_name("orders"), "`orders`");
  EXPECT_EQ(quote_name("a`b``"), "`a``b`````");
  EXPECT_EQ(quote_name("x\\' --"), "`x\\' --`");
}

TEST(Quoting, SpellsTextsInHexSoThatNoByteCanEndThem) {
  EXPECT_EQ(quote_text(""), "_utf8mb4 x''");
  EXPECT_EQ(quote_text("a'\\\n"), "_utf8mb4 x'61275c0a'");
  EXPECT_EQ(quote_text("\xF0\x9F\x98\x80"), "_utf8mb4 x'f09f9880'");
  EXPECT_EQ(quote_text(std::string_view("\0", 1)), "_utf8mb4 x'00'");
}

}  // namespace
}  // namespace osiris::components::mysql
