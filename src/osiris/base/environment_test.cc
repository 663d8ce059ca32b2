#include "osiris/base/environment.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace osiris {
namespace {

TEST(Environment, FindsWhatItHolds) {
  const Environment environment({{"HOME", "/somewhere"}, {"EMPTY", ""}});
  EXPECT_EQ(environment.get("HOME"), "/somewhere");
  EXPECT_EQ(environment.get("EMPTY"), "");
  EXPECT_EQ(environment.get("ABSENT"), std::nullopt);
}

TEST(Environment, LetsExportedValuesWin) {
  Environment environment(std::map<std::string, std::string>{{"MYSQL_PASSWORD", "exported"}});
  environment.set_default("MYSQL_PASSWORD", "from file");
  environment.set_default("MYSQL_USER", "root");
  EXPECT_EQ(environment.get("MYSQL_PASSWORD"), "exported");
  EXPECT_EQ(environment.get("MYSQL_USER"), "root");
}

TEST(Environment, TakesASnapshotOfTheProcess) {
  ASSERT_EQ(::setenv("OSIRIS_ENVIRONMENT_TEST", "a=b", 1), 0);
  const Environment environment = Environment::from_process();
  ASSERT_EQ(::unsetenv("OSIRIS_ENVIRONMENT_TEST"), 0);
  EXPECT_EQ(environment.get("OSIRIS_ENVIRONMENT_TEST"), "a=b");
}

}  // namespace
}  // namespace osiris
