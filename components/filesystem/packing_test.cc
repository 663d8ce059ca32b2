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

TEST(Packing, ForeignContentIsToldByItsFirstBytes) {
  using namespace std::string_view_literals;
  const auto what = [](std::string_view head) {
    const auto found = foreign_content(head);
    return found ? std::string(found->what) : "";
  };
  EXPECT_EQ(what("BZh91AY&SY\x01"), "packed with bzip2");
  EXPECT_EQ(what("BZh9,b\n1,2\n"), "") << "a header";
  EXPECT_EQ(what("\xFD"
                 "7zXZ\0\0"sv),
            "packed with xz");
  EXPECT_EQ(what("7z\xBC\xAF\x27\x1C"), "a 7z or RAR archive");
  EXPECT_EQ(what("PK\x03\x04\x14\0\0\0a.csv"sv), "a zip archive");
  EXPECT_EQ(what("PK\x03\x04\x14\0\0\0[Content_Types].xml"sv), "an Excel workbook");
  EXPECT_EQ(what("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "an Excel workbook of the old kind");
  EXPECT_EQ(what("PK,name\n1,x\n"), "");
  EXPECT_EQ(what(""), "");
}

TEST(Packing, SomeNamesCannotBeWritten) {
  for (const char* name : {"a.csv.bz2", "A.XZ", "a.zip", "a.xlsx", "a.tar"}) {
    const auto checked = check_written_ending(name, name);
    ASSERT_FALSE(checked.has_value()) << name;
    EXPECT_EQ(checked.error().code, "file.unsupported_ending");
  }
  EXPECT_TRUE(check_written_ending("a.zip/b.csv", "b.csv").has_value());
  EXPECT_TRUE(check_written_ending("b.csv.gz", "b.csv.gz").has_value());
}

TEST(Packing, SomeCannotBeRead) {
  EXPECT_EQ(unreadable_ending("a/b.csv.BZ2"), ".bz2");
  EXPECT_EQ(unreadable_ending("a.zip/b.csv"), std::nullopt);
  EXPECT_EQ(unreadable_ending("b.csv.gz"), std::nullopt);
}

}  // namespace
}  // namespace osiris::components
