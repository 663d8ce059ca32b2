#include "components/filesystem/packing.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

TEST(Packing, FollowsTheEndingOfTheName) {
  EXPECT_EQ(packing_of_name("a/b.csv.gz"), Packing::kGzip);
  EXPECT_EQ(packing_of_name("B.CSV.GZ"), Packing::kGzip);
  EXPECT_EQ(packing_of_name("a.gz/b.csv"), Packing::kNone);
  EXPECT_EQ(packing_of_name("gz"), Packing::kNone);
}

}  // namespace
}  // namespace osiris::components
