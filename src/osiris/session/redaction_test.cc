#include "osiris/session/redaction.h"

#include "osiris/format/json.h"

#include <gtest/gtest.h>

namespace osiris::session {
namespace {

Value json(std::string_view text) { return parse_json(text).value(); }

TEST(Redactor, MasksASecretWhereverItStands) {
  Redactor redactor;
  redactor.add_secret("hunter22");
  EXPECT_EQ(redactor.redact("hunter22"), "***");
  EXPECT_EQ(redactor.redact("mysql://root:hunter22@host/db"), "mysql://root:***@host/db");
  EXPECT_EQ(redactor.redact("hunter2 hunter22hunter22."), "hunter2 ***.");
  EXPECT_EQ(redactor.redact("nothing to see"), "nothing to see");
  EXPECT_EQ(redactor.redact(""), "");
}

/// One secret in each guise in which a log line could carry it.
struct Guise {
  const char* name;
  std::string text;
  std::string masked;
};

class RedactorGuiseTest : public ::testing::TestWithParam<Guise> {};

TEST_P(RedactorGuiseTest, IsMasked) {
  Redactor redactor;
  redactor.add_secret("p/s+\"w\\ž 9");
  EXPECT_EQ(redactor.redact(GetParam().text), GetParam().masked);
}

INSTANTIATE_TEST_SUITE_P(
    All, RedactorGuiseTest,
    ::testing::Values(
        Guise{"Plain", "key=p/s+\"w\\ž 9;", "key=***;"},
        Guise{"UrlUpper", "?k=p%2Fs%2B%22w%5C%C5%BE%209&x", "?k=***&x"},
        Guise{"UrlLower", "?k=p%2fs%2b%22w%5c%c5%be%209&x", "?k=***&x"},
        Guise{"UrlPathSafe", "?k=p/s%2B%22w%5C%C5%BE%209&x", "?k=***&x"},
        Guise{"Form", "k=p%2Fs%2B%22w%5C%C5%BE+9&x", "k=***&x"},
        Guise{"Json", R"({"k":"p/s+\"w\\ž 9"})", R"({"k":"***"})"},
        Guise{"JsonAscii", R"({"k":"p\/s+\"w\\\u017e 9"})", R"({"k":"***"})"},
        Guise{"JsonInJson", R"({"b":"{\"k\":\"p/s+\\\"w\\\\ž 9\"}"})",
              R"({"b":"{\"k\":\"***\"}"})"},
        // The secret alone, after ":" and after "u:"; digits that hold bits of a neighbour stay.
        Guise{"Base64", "Basic cC9zKyJ3XMW+IDk=", "Basic ***k="},
        Guise{"Base64Shifted", "Basic OnAvcysid1zFviA5", "Basic On***"},
        Guise{"Base64ShiftedTwice", "Basic dTpwL3MrIndcxb4gOQ==", "Basic dTp***Q=="},
        Guise{"Base64Url", "Basic cC9zKyJ3XMW-IDk", "Basic ***k"},
        Guise{"Base64InUrl", "?auth=cC9zKyJ3XMW%2BIDk%3D", "?auth=***k%3D"}),
    [](const auto& guise) { return std::string(guise.param.name); });

TEST(Redactor, LeavesNoPieceOfOverlappingSecrets) {
  Redactor redactor;
  redactor.add_secret("abcdef");
  redactor.add_secret("defghi");
  EXPECT_EQ(redactor.redact("<abcdefghi>"), "<***>");
  EXPECT_EQ(redactor.redact("<abcdefdefghi>"), "<***>");
}

TEST(Redactor, MasksASecretInsideAnotherAndAlone) {
  Redactor redactor;
  redactor.add_secret("inner");
  redactor.add_secret("outer-inner-outer");
  EXPECT_EQ(redactor.redact("outer-inner-outer, inner"), "***, ***");
}

TEST(Redactor, TakesSecretsLiterally) {
  Redactor redactor;
  redactor.add_secret(".*[a-z]+(x|$)");
  EXPECT_EQ(redactor.redact("secret .*[a-z]+(x|$) end"), "secret *** end");
  EXPECT_EQ(redactor.redact("plain words"), "plain words");
}

TEST(Redactor, MasksQuotedSecretsInSql) {
  Redactor redactor;
  redactor.add_secret("it's me");
  EXPECT_EQ(redactor.redact("near 'it''s me'"), "near '***'");
  EXPECT_EQ(redactor.redact(R"(near 'it\'s me')"), "near '***'");
}

TEST(Redactor, DoesNotSearchForShortSecrets) {
  Redactor redactor;
  redactor.add_secret("");
  redactor.add_secret("abc");
  EXPECT_EQ(redactor.redact("abc of things"), "abc of things");
}

TEST(Redactor, MasksStringsAndKeysInsideValues) {
  Redactor redactor;
  redactor.add_secret("hunter22");
  const Value masked = redactor.redact(
      json(R"({"url":"a:hunter22@b","list":["hunter22",1,null,true],"k-hunter22":{"x":2.5}})"));
  EXPECT_EQ(to_json(masked), R"({"url":"a:***@b","list":["***",1,null,true],"k-***":{"x":2.5}})");
}

TEST(Redactor, LearnsMoreSecretsLater) {
  Redactor redactor;
  EXPECT_EQ(redactor.redact("token-1 token-2"), "token-1 token-2");
  redactor.add_secret("token-1");
  redactor.add_secret("token-1");
  redactor.add_secret("token-2");
  EXPECT_EQ(redactor.redact("token-1 token-2"), "*** ***");
}

TEST(MaskPointers, MasksWhatTheyNameWhateverItsType) {
  const Value config =
      json(R"({"host":"h","password":"pw","pin":7,"headers":{"Authorization":"b","Accept":"c"}})");
  EXPECT_EQ(
      to_json(mask_pointers(config, {"/password", "/pin", "/headers/Authorization"})),
      R"({"host":"h","password":"***","pin":"***","headers":{"Authorization":"***","Accept":"c"}})");
}

TEST(MaskPointers, MasksAllLeavesOfAStructure) {
  const Value config = json(R"({"auth":{"users":["a",{"b":1}],"none":null,"empty":"","on":true}})");
  EXPECT_EQ(to_json(mask_pointers(config, {"/auth"})),
            R"({"auth":{"users":["***",{"b":"***"}],"none":null,"empty":"","on":"***"}})");
  EXPECT_EQ(to_json(mask_pointers(json(R"({"a":"b"})"), {""})), R"({"a":"***"})");
}

TEST(MaskPointers, FollowsListsAndEscapes) {
  const Value config = json(R"({"hosts":[{"key":"a"},{"key":"b"}],"a/b":"c","d~e":"f","~1":"g"})");
  EXPECT_EQ(to_json(mask_pointers(config, {"/hosts/1/key", "/a~1b", "/d~0e", "/~01"})),
            R"({"hosts":[{"key":"a"},{"key":"***"}],"a/b":"***","d~e":"***","~1":"***"})");
}

TEST(MaskPointers, PassesOverWhatIsNotThere) {
  const Value config = json(R"({"a":"b","list":[1]})");
  EXPECT_EQ(mask_pointers(config, {"/absent", "/a/deeper", "/list/7", "/list/x", "/list/-1"}),
            config);
}

}  // namespace
}  // namespace osiris::session
