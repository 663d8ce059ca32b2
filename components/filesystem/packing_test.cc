#include "components/filesystem/packing.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

TEST(Packing, FollowsTheEndingOfTheName) {
  EXPECT_EQ(packing_of_name("a/b.csv.gz"), Packing::kGzip);
  EXPECT_EQ(packing_of_name("B.CSV.GZ"), Packing::kGzip);
  EXPECT_EQ(packing_of_name("a.gz/b.csv"), Packing::kNone);
  EXPECT_EQ(packing_of_name("gz"), Packing::kNone);
  EXPECT_EQ(packing_of_name("b.csv.ZST"), Packing::kZstd);
}

TEST(Packing, IsNoPartOfTheNameBelowIt) {
  EXPECT_EQ(unpacked_name("in/a.json.gz"), "a.json");
  EXPECT_EQ(unpacked_name("a.JSONL.ZST"), "a.JSONL");
  EXPECT_EQ(unpacked_name("in.gz/a.json"), "a.json");
  EXPECT_EQ(unpacked_name("a"), "a");
}

TEST(Packing, IsToldByTheFirstBytes) {
  EXPECT_EQ(packing_of_bytes("\x1F\x8B\x08"), Packing::kGzip);
  EXPECT_EQ(packing_of_bytes("\x28\xB5\x2F\xFD"), Packing::kZstd);
  EXPECT_EQ(packing_of_bytes("\x28\xB5"), Packing::kNone);
  EXPECT_EQ(packing_of_bytes(""), Packing::kNone);
}

TEST(Packing, SomeCannotBeRead) {
  EXPECT_EQ(unreadable_ending("a/b.csv.BZ2"), ".bz2");
  EXPECT_EQ(unreadable_ending("a.zip/b.csv"), std::nullopt);
  EXPECT_EQ(unreadable_ending("b.csv.gz"), std::nullopt);
}

}  // namespace
}  // namespace osiris::components
