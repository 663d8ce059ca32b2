#include "components/filesystem/number_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace osiris::components {
namespace {

TEST(NumberText, IsTakenApart) {
  const auto parts = parse_number("-0012.340e+5");
  ASSERT_TRUE(parts.has_value());
  EXPECT_TRUE(parts->negative);
  EXPECT_EQ(parts->whole, "0012");
  EXPECT_EQ(parts->fraction, "340");
  EXPECT_TRUE(parts->has_point && parts->has_exponent);
  EXPECT_EQ(significant_digits(*parts), 4);
  EXPECT_EQ(significant_whole(*parts), 2);
  EXPECT_EQ(significant_digits(*parse_number("0.00")), 0);
  for (const char* text : {"", ".", "-", "1e", "1e+", "1 ", " 1", "+-1", "0x1", "1,5", "1.2.3"}) {
    EXPECT_FALSE(parse_number(text).has_value()) << text;
  }
}

TEST(NumberText, BecomesTheNearestNumberInRange) {
  EXPECT_EQ(parse_floating<double>("+1.5e3"), 1500.0);
  EXPECT_EQ(parse_floating<float>("0.1"), 0.1F);
  EXPECT_EQ(parse_floating<float>("1e39"), std::nullopt);
  EXPECT_EQ(parse_floating<double>("1e-400"), std::nullopt);
  EXPECT_EQ(parse_floating<double>("inf"), std::nullopt);
}

TEST(NumberText, KnowsWhatIsNotFinite) {
  EXPECT_TRUE(std::isnan(*parse_not_finite("NaN")));
  EXPECT_EQ(parse_not_finite("-Infinity"), -INFINITY);
  EXPECT_EQ(parse_not_finite("+inf"), INFINITY);
  EXPECT_EQ(parse_not_finite("infinite"), std::nullopt);
}

TEST(NumberText, HasOtherForms) {
  const NumberForm german{.decimal = ',', .thousands = '.'};
  EXPECT_EQ(plain_number("-1.234.567,5", german), "-1234567.5");
  EXPECT_EQ(plain_number("1234,5e2", german), "1234.5e2");
  for (const char* text : {"1.5", "1.2345", "0.123", ".123", "1234.567", "1,5,6", "x"}) {
    EXPECT_EQ(plain_number(text, german), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace osiris::components
