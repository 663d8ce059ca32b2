#include "components/filesystem/packing_rule.h"

#include "osiris/format/yaml.h"
#include "osiris/sdk/foresight.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

constexpr ErrorCode kMispacked{"test.mispacked", Fault::kUser, "Unpack it."};

Result<std::optional<Packing>> packing_of(const std::string& config_yaml) {
  return read_packing(sdk::StepConfig(parse_yaml(config_yaml, "config").value.value_or(Value())),
                      kMispacked);
}

TEST(PackingRule, GoesByTheNameOrByTheOption) {
  EXPECT_EQ(*packing_of("{path: a.csv, compression: infer}"), std::nullopt);
  EXPECT_EQ(*packing_of("{path: a.csv, compression: zstd}"), Packing::kZstd);
  EXPECT_EQ((PackingRule{{}, kMispacked}.of("a.csv.gz")), Packing::kGzip);
  EXPECT_EQ((PackingRule{Packing::kNone, kMispacked}.of("a.csv.gz")), Packing::kNone);
}

TEST(PackingRule, RefusesNamesOfOtherPackingsIfNamesMatter) {
  const auto refused = packing_of("{path: [a.csv, in/b.csv.Bz2], compression: infer}");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "test.mispacked");
  EXPECT_EQ(refused.error().message, "in/b.csv.Bz2: .bz2 files cannot be read");
  EXPECT_EQ(refused.error().detail(sdk::kOptionDetail), "path");
  EXPECT_EQ(*packing_of("{path: b.csv.bz2, compression: none}"), Packing::kNone);
  EXPECT_TRUE(check_ending("/in/a.csv.gz", "a.csv.gz", {{}, kMispacked}).has_value());
  EXPECT_FALSE(check_ending("/in/a.zip", "a.zip", {{}, kMispacked}).has_value());
}

}  // namespace
}  // namespace osiris::components
