#include "components/filesystem/declared_types.h"

#include "osiris/format/yaml.h"
#include "osiris/sdk/foresight.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

constexpr ErrorCode kBadOption{"test.bad_option", Fault::kUser, "Correct it."};

Result<DeclaredTypes> types_of(const std::string& config_yaml,
                               TypeWords words = TypeWords::kFields) {
  return read_declared_types(
      sdk::StepConfig(parse_yaml(config_yaml, "config").value.value_or(Value())), words,
      kBadOption);
}

TEST(DeclaredTypes, AreOfNamesOrOfAll) {
  const auto named = types_of("dtype: {a: BIGINT, b: 'decimal(9,2)'}");
  ASSERT_TRUE(named.has_value()) << named.error().message;
  EXPECT_EQ(named->of("b"), ColumnType::decimal(9, 2));
  EXPECT_EQ(named->of("c"), std::nullopt);
  EXPECT_TRUE(named->has("a"));
  EXPECT_FALSE(named->has("c"));
  const auto all = types_of("dtype: str");
  EXPECT_EQ(all->of("anything"), ColumnType(TypeId::kVarchar));
  EXPECT_TRUE(all->has("anything"));
  EXPECT_FALSE(types_of("{}")->has("a"));
}

TEST(DeclaredTypes, OfASchemaHaveAnOrder) {
  const auto types = types_of("schema: [{name: b, type: DATE}, {name: a, type: int}]");
  ASSERT_TRUE(types.has_value()) << types.error().message;
  EXPECT_EQ(types->schema, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(types->typed(types->schema),
            (exchange::Schema{{"b", TypeId::kDate}, {"a", TypeId::kBigint}}));
  EXPECT_EQ(types->typed({"a", "c"}), std::nullopt);
  EXPECT_EQ(types->typed({}), std::nullopt);
}

TEST(DeclaredTypes, AreRefusedIfTheyAreNone) {
  const struct {
    const char* config;
    const char* option;
    const char* message;
  } cases[] = {
      {"dtype: flaot64", "dtype",
       "'dtype' names an unknown type 'flaot64'; did you mean 'float64'?"},
      {"dtype: {a: json}", "dtype", "'dtype' names an unknown type 'json'"},
      {"schema: [{name: a, type: 'MAP(VARCHAR, INTEGER)'}]", "schema",
       "'schema' names a nested type 'MAP(VARCHAR, INTEGER)', which cannot be declared"},
      {"schema: [{name: a, type: int}, {name: a, type: str}]", "schema",
       "'schema' names the column 'a' twice"},
      {"schema: [{name: a, type: int}, {name: A, type: int}]", "schema",
       "'schema' names the columns 'a' and 'A', which the database would take for one"},
  };
  for (const auto& [config, option, message] : cases) {
    const auto types = types_of(config);
    ASSERT_FALSE(types.has_value()) << config;
    EXPECT_EQ(types.error().code, "test.bad_option");
    EXPECT_EQ(types.error().message, message);
    EXPECT_EQ(types.error().detail(sdk::kOptionDetail), option);
    EXPECT_FALSE(types.error().hint.empty());
  }
  EXPECT_TRUE(types_of("dtype: {a: json}", TypeWords::kJson).has_value());
}

}  // namespace
}  // namespace osiris::components
