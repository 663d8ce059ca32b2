#include "osiris/exchange/engine_facts.h"

#include "osiris/exchange/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::exchange {
namespace {

TEST(EngineFacts, AreThoseOfTheLibraryThatIsUsed) {
  const auto facts = look_at_engine();
  ASSERT_TRUE(facts.has_value()) << facts.error().message;
  EXPECT_EQ(facts->version, std::string("v") + kDuckDbVersion);
  EXPECT_EQ(facts->library.filename(), "libduckdb.so");
  EXPECT_TRUE(facts->library.is_absolute());
  EXPECT_GT(facts->memory_limit_bytes, 64 << 20);
  EXPECT_THAT(facts->extensions, testing::IsSupersetOf({"icu", "json", "parquet"}));
}

}  // namespace
}  // namespace osiris::exchange
