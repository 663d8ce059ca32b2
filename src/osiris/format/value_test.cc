#include "osiris/format/value.h"

#include <gtest/gtest.h>

#include <limits>

namespace osiris {
namespace {

constexpr std::uint64_t kTwoTo63 = 1ULL << 63U;

TEST(Value, KnowsItsKind) {
  EXPECT_EQ(Value().kind(), Value::Kind::kNull);
  EXPECT_EQ(Value(true).kind(), Value::Kind::kBool);
  EXPECT_EQ(Value(1).kind(), Value::Kind::kInt);
  EXPECT_EQ(Value(1.0).kind(), Value::Kind::kDouble);
  EXPECT_EQ(Value("x").kind(), Value::Kind::kString);
  EXPECT_EQ(Value::array().kind(), Value::Kind::kArray);
  EXPECT_EQ(Value::object().kind(), Value::Kind::kObject);
}

TEST(Value, KeepsUnsignedIntegersOnlyWhereSignedOnesEnd) {
  EXPECT_EQ(Value(kTwoTo63 - 1).kind(), Value::Kind::kInt);
  EXPECT_EQ(Value(kTwoTo63).kind(), Value::Kind::kUint);
  EXPECT_EQ(Value(kTwoTo63).as_uint(), kTwoTo63);
  EXPECT_EQ(Value(7).as_uint(), 7U);
  EXPECT_EQ(Value(std::numeric_limits<std::int64_t>::min()).as_int(),
            std::numeric_limits<std::int64_t>::min());
}

TEST(Value, GivesAnyNumberAsDouble) {
  EXPECT_EQ(Value(2).as_double(), 2.0);
  EXPECT_EQ(Value(kTwoTo63).as_double(), 9223372036854775808.0);
  EXPECT_EQ(Value(0.5).as_double(), 0.5);
}

TEST(ValueDeathTest, StopsTheProgramWhenReadAsAnotherKind) {
  EXPECT_DEATH(Value("x").as_int(), "no integer");
  EXPECT_DEATH(Value(-1).as_uint(), "negative");
  EXPECT_DEATH(Value(1).as_string(), "no string");
  EXPECT_DEATH(Value(1).items(), "no list");
  EXPECT_DEATH(Value(1).set("key", 2), "no mapping");
}

TEST(Value, SetMakesAnObjectAndReplacesInPlace) {
  Value value;
  value.set("a", 1);
  value.set("b", 2);
  value.set("a", 3);
  ASSERT_EQ(value.members().size(), 2U);
  EXPECT_EQ(value.members()[0].key, "a");
  EXPECT_EQ(value.find("a")->as_int(), 3);
}

TEST(Value, PushBackMakesAnArray) {
  Value value;
  value.push_back(1).mark.line = 7;
  EXPECT_EQ(value.items().size(), 1U);
  EXPECT_EQ(value.items()[0].mark.line, 7);
}

TEST(Value, EraseTellsWhetherTheKeyWasThere) {
  Value value;
  value.set("a", 1);
  EXPECT_TRUE(value.erase("a"));
  EXPECT_FALSE(value.erase("a"));
  EXPECT_FALSE(Value(1).erase("a"));
}

TEST(Value, FindsNothingInWhatIsNoObject) {
  EXPECT_EQ(Value(1).find("a"), nullptr);
  EXPECT_EQ(Value(1).text_or("a", "none"), "none");
}

TEST(Value, TextOrTakesStringsOnly) {
  Value value;
  value.set("text", "x");
  value.set("number", 1);
  EXPECT_EQ(value.text_or("text", "none"), "x");
  EXPECT_EQ(value.text_or("number", "none"), "none");
}

TEST(Value, ComparesContentOnly) {
  Value left(1);
  left.mark.line = 3;
  left.plain = false;
  EXPECT_EQ(left, Value(1));
  EXPECT_FALSE(Value(1) == Value(1.0));
  EXPECT_EQ(Value(std::numeric_limits<double>::quiet_NaN()),
            Value(std::numeric_limits<double>::quiet_NaN()));
}

TEST(Value, ComparesObjectsOfAnySizeInAnyOrder) {
  for (const int size : {3, 100}) {
    Value forwards = Value::object();
    Value backwards = Value::object();
    for (int i = 0; i < size; ++i) {
      forwards.set("key" + std::to_string(i), i);
      backwards.set("key" + std::to_string(size - 1 - i), size - 1 - i);
    }
    EXPECT_EQ(forwards, backwards);
    backwards.set("key1", "other");
    EXPECT_FALSE(forwards == backwards);
    backwards.erase("key1");
    EXPECT_FALSE(forwards == backwards);
  }
}

TEST(Value, NamesItsKindForPeopleAndForPython) {
  const std::vector<std::pair<Value, std::pair<std::string_view, std::string_view>>> names{
      {Value(), {"null", "NoneType"}},
      {true, {"boolean", "bool"}},
      {1, {"integer", "int"}},
      {kTwoTo63, {"integer", "int"}},
      {1.5, {"number", "float"}},
      {"x", {"string", "str"}},
      {Value::array(), {"list", "list"}},
      {Value::object(), {"mapping", "dict"}}};
  for (const auto& [value, expected] : names) {
    EXPECT_EQ(kind_name(value), expected.first);
    EXPECT_EQ(python_kind_name(value), expected.second);
  }
}

}  // namespace
}  // namespace osiris
