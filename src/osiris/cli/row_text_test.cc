#include "osiris/cli/row_text.h"

#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

using exchange::TypeId;

exchange::TextTable table() {
  exchange::TextTable table;
  table.columns = {{"id", TypeId::kInteger}, {"na\"me", TypeId::kVarchar}};
  table.rows = {{"1", "a,b"}, {"22", std::nullopt}, {std::nullopt, ""}, {"4", "line\nbreak"}};
  return table;
}

TEST(RowText, LinesRowsUpForPeople) {
  EXPECT_EQ(rows_as_table(table()),
            "  id  na\"me\n"
            "   1  a,b\n"
            "  22  NULL\n"
            "NULL\n"
            "   4  line\\x0Abreak\n");
}

TEST(RowText, WritesCsv) {
  EXPECT_EQ(rows_as_csv(table()),
            "id,\"na\"\"me\"\n"
            "1,\"a,b\"\n"
            "22,\n"
            ",\"\"\n"
            "4,\"line\nbreak\"\n");
}

}  // namespace
}  // namespace osiris::cli
