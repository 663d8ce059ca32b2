#include "osiris/session/secret_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::session {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

/// Shows spans as "2-5 9-11".
std::string found_in(std::string_view text, const std::vector<std::string>& forms) {
  std::string shown;
  for (const TextSpan& span : find_forms(text, forms)) {
    shown +=
        (shown.empty() ? "" : " ") + std::to_string(span.start) + "-" + std::to_string(span.end);
  }
  return shown;
}

TEST(SearchedForms, LeaveShortSecretsAlone) {
  EXPECT_THAT(searched_forms(""), IsEmpty());
  EXPECT_THAT(searched_forms("abc"), IsEmpty());
  EXPECT_THAT(searched_forms("      "), IsEmpty());
  EXPECT_THAT(searched_forms("abcd"), Contains("abcd"));
}

TEST(SearchedForms, HoldTheBase64DigitsThatDependOnTheSecretAlone) {
  // base64("secret") = c2VjcmV0, base64("xsecret") = eHNlY3JldA==, base64("xxsecret") =
  // eHhzZWNyZXQ=
  EXPECT_THAT(searched_forms("secret"),
              AllOf(Contains("c2VjcmV0"), Contains("NlY3Jld"), Contains("zZWNyZX")));
}

TEST(SearchedForms, KnowBothBase64Alphabets) {
  EXPECT_THAT(searched_forms("\xFB\xFF\xFE\xFB\xFF\xFE"),
              AllOf(Contains("+//++//+"), Contains("-__--__-")));
}

TEST(SearchedForms, DropWhiteSpaceAroundASecret) {
  EXPECT_THAT(searched_forms("s3cret\n"), Contains("s3cret"));
  EXPECT_THAT(searched_forms(" a\n"), Not(Contains("a")));
}

TEST(SearchedForms, HoldEachLongLineOfAKey) {
  EXPECT_THAT(searched_forms("-----BEGIN KEY-----\r\nMIIEvQIBADANBgkq\r\nshort\r\n"),
              AllOf(Contains("MIIEvQIBADANBgkq"), Not(Contains("short"))));
}

TEST(FindForms, FindsEveryPlace) {
  EXPECT_EQ(found_in("", {"abcd"}), "");
  EXPECT_EQ(found_in("xabcdyabcd", {"abcd"}), "1-5 6-10");
  EXPECT_EQ(found_in("abc", {"abcd"}), "");
  EXPECT_EQ(found_in("anything", {}), "");
}

TEST(FindForms, JoinsWhatOverlapsOrTouches) {
  EXPECT_EQ(found_in("-abcdef-", {"abcd", "cdef"}), "1-7");
  EXPECT_EQ(found_in("-abcdef-", {"abc", "def"}), "1-7");
  EXPECT_EQ(found_in("-abcdef-", {"abcdef", "cd"}), "1-7");
  EXPECT_EQ(found_in("-ababab-", {"abab"}), "1-7");
}

TEST(FindForms, SeesThroughEscapes) {
  EXPECT_EQ(found_in("?p=a%2Fb%2fc&x", {"a/b/c"}), "3-12");
  EXPECT_EQ(found_in("p%40ss", {"p@ss"}), "0-6");
  EXPECT_EQ(found_in("%70%40%73%73", {"p@ss"}), "0-12");
  EXPECT_EQ(found_in("a+b%2Bc", {"a b+c"}), "0-7");
  EXPECT_EQ(found_in(R"("a\"b\\c\/d\n")", {"a\"b\\c/d\n"}), "1-13");
  EXPECT_EQ(found_in(R"(x\u0061b\u017Ey)", {"ab\xC5\xBE"}), "1-14");
  EXPECT_EQ(found_in(R"(\ud83d\ude00)", {"\xF0\x9F\x98\x80"}), "0-12");
}

TEST(FindForms, SeesThroughDoubledQuotes) {
  EXPECT_EQ(found_in("'it''s'", {"it's"}), "1-6");
  EXPECT_EQ(found_in(R"("a ""b"" c")", {"a \"b\" c"}), "1-10");
  EXPECT_EQ(found_in(R"(a """"b"""" c)", {"a \"b\" c"}), "0-13");
}

TEST(FindForms, SeesThroughNestedEscapes) {
  EXPECT_EQ(found_in(R"({\"body\":\"p\\\"w\"})", {"p\"w"}), "12-18");
  EXPECT_EQ(found_in("p%252Fw", {"p/w"}), "0-7");
  EXPECT_EQ(found_in(R"(p%5C%22w)", {"p\"w"}), "0-8");
}

TEST(FindForms, FindsWhatIsLeftOfACutSecret) {
  EXPECT_EQ(found_in("got 'pass-wo…'", {"pass-word"}), "5-12");
  EXPECT_EQ(found_in("got 'pass-wo...", {"pass-word"}), "5-12");
  EXPECT_EQ(found_in("got 'pas…'", {"pass-word"}), "");  // Too little to tell.
  EXPECT_EQ(found_in("pass-worry…", {"pass-word"}), "");
  EXPECT_EQ(found_in(R"("p\u0061ss-w\u2026")", {"pass-word"}), "1-12");
  EXPECT_EQ(found_in("…pass-word…", {"pass-word"}), "3-12");
}

TEST(FindForms, TakesBrokenEscapesAsTheyStand) {
  EXPECT_EQ(found_in("50% ab%zz%4", {"ab%zz%4"}), "4-11");
  EXPECT_EQ(found_in("\\u12 \\x \\", {"\\x \\"}), "5-9");
  EXPECT_EQ(found_in(R"(\ud83d\u0041bcd)", {"Abcd"}), "6-15");
}

}  // namespace
}  // namespace osiris::session
