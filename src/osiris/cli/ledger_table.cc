#include "osiris/cli/ledger_table.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>

namespace osiris::cli {
namespace {

struct LedgerColumn {
  const char* title;
  std::optional<std::int64_t> Ledger::* count;
  bool always;  ///< Else only if a step has such rows.
};
constexpr std::array<LedgerColumn, 5> kColumns{{{"rows in", &Ledger::rows_in, true},
                                                {"rejected", &Ledger::rejected, false},
                                                {"filtered", &Ledger::filtered, false},
                                                {"deduplicated", &Ledger::deduplicated, false},
                                                {"rows out", &Ledger::rows_out, true}}};

bool is_shown(const LedgerColumn& column, const std::vector<LedgerRow>& rows) {
  return column.always || std::any_of(rows.begin(), rows.end(), [&](const LedgerRow& row) {
           return (row.ledger.*column.count).value_or(0) > 0;
         });
}

}  // namespace

std::string ledger_table(std::vector<TableColumn> before, const std::vector<LedgerRow>& rows,
                         const std::vector<TableColumn>& after) {
  std::vector<std::vector<std::string>> cells;
  for (const LedgerRow& row : rows) {
    cells.push_back(row.before);
  }
  std::vector<TableColumn>& columns = before;
  for (const LedgerColumn& column : kColumns) {
    if (!is_shown(column, rows)) {
      continue;
    }
    columns.push_back({column.title, Align::kRight});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto count = rows[i].ledger.*column.count;
      cells[i].push_back(count ? group_thousands(*count) : "");
    }
  }
  if (std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.warnings > 0; })) {
    columns.push_back({"warnings", Align::kRight});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      cells[i].push_back(rows[i].warnings > 0 ? std::to_string(rows[i].warnings) : "");
    }
  }
  columns.insert(columns.end(), after.begin(), after.end());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    cells[i].insert(cells[i].end(), rows[i].after.begin(), rows[i].after.end());
  }
  return render_table(columns, cells);
}

}  // namespace osiris::cli
