#pragma once
// A table of steps that shows what became of their rows.

#include "osiris/cli/text_table.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::cli {

/// What became of the rows of a step; what is not known is blank.
struct Ledger {
  std::optional<std::int64_t> rows_in;
  std::optional<std::int64_t> rejected;
  std::optional<std::int64_t> filtered;
  std::optional<std::int64_t> deduplicated;
  std::optional<std::int64_t> rows_out;
};

/// A step: cells in front of its ledger and behind it.
struct LedgerRow {
  std::vector<std::string> before;
  Ledger ledger;
  std::size_t warnings = 0;
  std::vector<std::string> after;
};

/// Renders steps. Rows in and out are always there, the other columns only if a step has something
/// to show in them. Every row has as many cells as there are columns.
std::string ledger_table(std::vector<TableColumn> before, const std::vector<LedgerRow>& rows,
                         const std::vector<TableColumn>& after);

}  // namespace osiris::cli
