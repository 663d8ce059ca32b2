#include "osiris/cli/ledger_table.h"

#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

TEST(LedgerTable, ShowsWhatSomeStepHas) {
  const std::vector<LedgerRow> rows{
      {.before = {"load"},
       .ledger =
           {.rows_in = 1203, .rejected = 3, .filtered = 0, .deduplicated = 0, .rows_out = 1200},
       .warnings = 2,
       .after = {"done"}},
      {.before = {"kept"}, .ledger = {.rows_out = 7}, .after = {}}};
  EXPECT_EQ(ledger_table({{"step"}}, rows, {{"status"}}),
            "step  rows in  rejected  rows out  warnings  status\n"
            "load    1,203         3     1,200         2  done\n"
            "kept                            7\n");
}

TEST(LedgerTable, LeavesOutWhatNoStepHas) {
  const std::vector<LedgerRow> rows{
      {.before = {"load"}, .ledger = {.rows_in = 1, .rejected = 0, .rows_out = 1}, .after = {}}};
  EXPECT_EQ(ledger_table({{"step"}}, rows, {}),
            "step  rows in  rows out\nload        1         1\n");
}

}  // namespace
}  // namespace osiris::cli
