#include "osiris/base/error.h"

#include "osiris/base/result.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

Status read_missing() { return fail(kFileNotFound, "no file 'in.csv'", "Check the path."); }

Result<int> count_rows(bool fails) {
  if (fails) {
    OSIRIS_CHECKED(read_missing());
  }
  return 7;
}

Result<int> count_twice(bool fails) {
  OSIRIS_TRY(const int rows, count_rows(fails));
  return rows * 2;
}

TEST(Error, CarriesWhatItsCodeSays) {
  const Error error = make_error(kDiskFull, "cannot write 'out.csv'", "Free space.");
  EXPECT_EQ(error.code, "file.disk_full");
  EXPECT_EQ(error.fault, Fault::kSystem);
  EXPECT_EQ(error.message, "cannot write 'out.csv'");
  EXPECT_EQ(error.hint, "Free space.");
  EXPECT_FALSE(error.transient);
  EXPECT_TRUE(error.is(kDiskFull));
  EXPECT_FALSE(error.is(kFileIo));
}

TEST(Error, GathersContextOnTheWayUp) {
  const Error error = make_error(kTimedOut, "no answer in 30 s")
                          .within("connection '@mysql.main'")
                          .within("step 'load'")
                          .with("timeout_ms", "30000")
                          .retryable();
  EXPECT_EQ(error.message, "step 'load': connection '@mysql.main': no answer in 30 s");
  ASSERT_EQ(error.details.size(), 1U);
  EXPECT_EQ(error.details[0].first, "timeout_ms");
  EXPECT_EQ(error.details[0].second, "30000");
  EXPECT_TRUE(error.transient);
}

TEST(Error, NamesEveryFault) {
  EXPECT_EQ(to_string(Fault::kUser), "user");
  EXPECT_EQ(to_string(Fault::kExternal), "external");
  EXPECT_EQ(to_string(Fault::kSystem), "system");
  EXPECT_EQ(to_string(Fault::kBug), "bug");
}

TEST(Result, TravelsThroughTheMacros) {
  EXPECT_EQ(count_twice(false).value(), 14);
  const Result<int> failed = count_twice(true);
  ASSERT_FALSE(failed.has_value());
  EXPECT_TRUE(failed.error().is(kFileNotFound));
}

}  // namespace
}  // namespace osiris
