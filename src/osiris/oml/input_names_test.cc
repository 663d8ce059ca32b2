#include "osiris/oml/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::oml {
namespace {

using testing::ElementsAre;

TEST(InputNames, AreTheFormsThatSqlOfOldPipelinesUses) {
  EXPECT_THAT(input_names("extract-movies", {}, false),
              ElementsAre("extract_movies", "df_extract_movies"));
  EXPECT_THAT(input_names("2024.users", {"users"}, true),
              ElementsAre("_2024_users", "df__2024_users", "users", "input_df"));
}

TEST(InputNames, LeaveOutTheRelationsOwnName) {
  EXPECT_THAT(input_names("movies", {}, true), ElementsAre("df_movies", "input_df"));
  EXPECT_THAT(input_names("input_df", {}, true), ElementsAre("df_input_df"));
}

TEST(InputNames, CountNamesThatDifferInCaseOnce) {
  EXPECT_THAT(input_names("Movies", {"movies", "DF_MOVIES", "m"}, false),
              ElementsAre("df_Movies", "m"));
}

}  // namespace
}  // namespace osiris::oml
