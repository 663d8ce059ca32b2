#include "osiris/app/query_cache.h"

#include "osiris/base/memory_filesystem.h"

#include <gtest/gtest.h>

namespace osiris::app {
namespace {

/// Gives every query one column that is named after it, and counts.
class CountingBinder final : public exchange::QueryBinder {
 public:
  Result<std::optional<std::vector<exchange::ColumnText>>> bind(
      std::string_view sql, const std::vector<exchange::BindInput>&) override {
    ++asked;
    if (sql == "wrong") {
      return fail(exchange::kSqlInvalid, "wrong");
    }
    if (sql == "open") {
      return std::optional<std::vector<exchange::ColumnText>>();
    }
    return std::optional(std::vector<exchange::ColumnText>{{std::string(sql), "BIGINT"}});
  }
  int asked = 0;
};

class QueryCacheTest : public testing::Test {
 protected:
  /// Asks as a new command does, and returns the first column's name, "open", or the error's code.
  std::string ask(const std::string& sql, const std::vector<exchange::BindInput>& inputs = {}) {
    QueryCache cache(files, kFile, binder);
    const auto columns = cache.bind(sql, inputs);
    cache.save();
    return !columns.has_value() ? columns.error().code : *columns ? (**columns)[0].name : "open";
  }

  const Path kFile = "/project/.osiris_cache/p.json";
  MemoryFileSystem files;
  CountingBinder binder;
};

TEST_F(QueryCacheTest, AsksOnce) {
  EXPECT_EQ(ask("a"), "a");
  EXPECT_EQ(ask("a"), "a");
  EXPECT_EQ(ask("open"), "open");
  EXPECT_EQ(ask("open"), "open");
  EXPECT_EQ(binder.asked, 2);
}

TEST_F(QueryCacheTest, AsksAgainForAnythingElse) {
  const std::vector<exchange::BindInput> first = {{{"t", {"u"}}, {{{"id", "BIGINT"}}}}};
  std::vector<std::vector<exchange::BindInput>> others(4, first);
  others[0][0].input.relation = "s";
  others[1][0].input.names = {"v"};
  others[2][0].columns = {{{"id", "DATE"}}};
  others[3][0].columns.reset();
  EXPECT_EQ(ask("a", first), "a");
  for (const auto& other : others) {
    const int before = binder.asked;
    EXPECT_EQ(ask("a", other), "a");
    EXPECT_EQ(binder.asked, before + 1);
  }
}

TEST_F(QueryCacheTest, DoesNotRememberErrors) {
  EXPECT_EQ(ask("wrong"), "sql.invalid");
  EXPECT_EQ(ask("wrong"), "sql.invalid");
  EXPECT_EQ(binder.asked, 2);
}

TEST_F(QueryCacheTest, ForgetsWhatIsNotAskedAnyMore) {
  EXPECT_EQ(ask("a"), "a");
  EXPECT_EQ(ask("b"), "b");
  EXPECT_EQ(ask("a"), "a");
  EXPECT_EQ(binder.asked, 3);
}

TEST_F(QueryCacheTest, SurvivesDamage) {
  EXPECT_EQ(ask("a"), "a");
  const std::string text = files.read_text(kFile, 1 << 20).value();
  for (const std::string& damaged :
       {std::string(), text.substr(0, text.size() / 2), std::string("[]"), std::string("{}"),
        std::string(R"({"engine":{},"queries":{}})"), text.substr(0, text.find("[[")) + "3}}\n",
        text.substr(0, text.find("[[")) + "[3]}}\n"}) {
    ASSERT_TRUE(files.write_text(kFile, damaged).has_value());
    const int before = binder.asked;
    EXPECT_EQ(ask("a"), "a") << damaged;
    EXPECT_EQ(binder.asked, before + 1) << damaged;
  }
}

}  // namespace
}  // namespace osiris::app
