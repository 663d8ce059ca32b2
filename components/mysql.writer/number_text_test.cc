#include "components/mysql.writer/number_text.h"

#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

TEST(NumberText, KnowsNumbers) {
  for (const char* const text : {"0", "-12", "+.5", "5.", "1.2E-3", "00.100", "1e+5"}) {
    EXPECT_TRUE(is_number(text)) << text;
  }
  for (const char* const text :
       {"", "-", ".", "1e", "1e+", "--1", "1.2.3", " 1", "1 ", "0x1", "nan", "inf", "1,5", "e5"}) {
    EXPECT_FALSE(is_number(text)) << text;
  }
}

TEST(NumberText, CountsDigitsBehindThePoint) {
  EXPECT_EQ(digits_behind_point("1.2500e-1"), 3U);
  EXPECT_EQ(digits_behind_point("1.250"), 2U);
  EXPECT_EQ(digits_behind_point("-0.001"), 3U);
  EXPECT_EQ(digits_behind_point("1200"), 0U);
  EXPECT_EQ(digits_behind_point("1.5e1"), 0U);
  EXPECT_EQ(digits_behind_point("0.000"), 0U);
  EXPECT_EQ(digits_behind_point("1e-99999999999999999999"), 1'000'000U);
}

TEST(NumberText, NoticesDigitsThatAFloatLoses) {
  EXPECT_TRUE(keeps_digits<float>("0.1"));
  EXPECT_TRUE(keeps_digits<float>("16777216"));
  EXPECT_TRUE(keeps_digits<float>("0.10000000149011612"));
  EXPECT_FALSE(keeps_digits<float>("16777217"));
  EXPECT_FALSE(keeps_digits<float>("0.3333333333333333"));
  EXPECT_FALSE(keeps_digits<float>("1e-50")) << "nothing is left of it";
  EXPECT_TRUE(keeps_digits<float>("1e50")) << "the server refuses it";
}

TEST(NumberText, NoticesDigitsThatADoubleLoses) {
  EXPECT_TRUE(keeps_digits<double>("0.30000000000000004"));
  EXPECT_TRUE(keeps_digits<double>("9007199254740992"));
  EXPECT_TRUE(keeps_digits<double>("5e-324"));
  EXPECT_FALSE(keeps_digits<double>("9007199254740993"));
  EXPECT_FALSE(keeps_digits<double>("0.12345678901234567890"));
  EXPECT_FALSE(keeps_digits<double>("1.23456e-320"));
  EXPECT_FALSE(keeps_digits<double>("1e-400"));
}

}  // namespace
}  // namespace osiris::components::mysql
