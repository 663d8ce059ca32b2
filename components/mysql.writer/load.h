#pragma once
// Sends rows to a table, and holds what the server did with them against what was sent.

#include "components/mysql.writer/row_feed.h"
#include "components/mysql/client.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

inline constexpr ErrorCode kRowsDiffer{
    "mysql.rows_differ", Fault::kExternal,
    "The server did not take the rows as they were sent, so nothing of them was kept. What it says "
    "of them is in the message."};

/// What is loaded, and where.
struct Load {
  std::string table;  ///< Quoted.
  const ColumnPlan& plan;
  FeedSource source;
  std::int64_t insert_rows_max = 1000;
  bool replaces_duplicates = false;  ///< A row takes the place of an earlier one with its key.
  bool sums_rows = false;
  bool is_private = false;         ///< Nobody else knows the table, so parts may be committed.
  bool replaces_all_rows = false;  ///< The caller's transaction has emptied the table.
};

struct LoadStats {
  std::int64_t rows = 0;   ///< Sent, and taken, unless duplicates were replaced.
  std::int64_t bytes = 0;  ///< That went to the server.
  std::string sum;         ///< Tells these rows from others, if the load sums rows.
  std::vector<Loss> losses;
};

/// Sends all rows: by LOAD DATA LOCAL if the server allows it, else by INSERT, in several
/// statements. The server must have taken each row as it was sent, without a warning; else this
/// fails, with the row's number and key, and undoes the transaction that the caller began, if any:
/// where the server does not tell the row, it is looked for with transactions of its own.
/// Errors: mysql.*, run.cancelled, those of the feed.
Result<LoadStats> load_rows(Client& client, const Load& load);

/// Returns the sum that a load of these rows would have, in the way in which `like` was made.
Result<std::string> sum_rows(const Load& load, std::string_view like);

/// Turns a row's number in a statement into words.
using DescribeRow = std::function<std::string(std::int64_t)>;

/// Fails if the last statement has a warning, for any of them may mean a value or row that is not
/// as it was sent. Errors: mysql.*.
Status check_warnings(Client& client, const Effect& effect, const DescribeRow& describe_row = {});

}  // namespace osiris::components::mysql
