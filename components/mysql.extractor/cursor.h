#pragma once
// Reading only what is new: which rows those are, and what the next run has to know.

#include "components/mysql.extractor/cursor_value.h"
#include "components/mysql.extractor/extraction.h"
#include "components/mysql/client.h"
#include "components/mysql/settings.h"
#include "osiris/format/value.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::components::mysql {

inline constexpr ErrorCode kCursorUnfit{
    "mysql.cursor_unfit", Fault::kUser,
    "The cursor column's values have no order that goes on. Take a column of whole numbers, "
    "decimals, dates or times that only grows."};
inline constexpr ErrorCode kCursorValue{
    "mysql.cursor_value", Fault::kUser,
    "`initial_value` or `lookback` is not of the cursor column's type, or the column's greatest "
    "value is none of the calendar."};
inline constexpr ErrorCode kCursorNull{"mysql.cursor_null", Fault::kUser,
                                       "Rows have NULL in the cursor column, so nobody can tell "
                                       "whether they are new. Correct them, or "
                                       "choose with `cursor_nulls`."};
inline constexpr ErrorCode kStateMismatch{
    "mysql.state_mismatch", Fault::kUser,
    "The state of the last run is that of another cursor column, table or server, and says nothing "
    "about this one. Forget it with `osiris state reset`, or read everything with "
    "`--full-refresh`."};

/// What a run leaves for the next one.
struct CursorState {
  std::string server;  ///< A digest of where it is; a host may be secret.
  std::string source;  ///< "shop.orders", or "query".
  std::string column;
  std::string type;                ///< A CursorKind.
  std::string value;               ///< The greatest that was read, as the server writes it.
  std::int64_t rows_at_value = 0;  ///< So many rows had it. More of them means that some came late.

  /// Reads what write() made. Errors: mysql.state_mismatch.
  static Result<CursorState> read(const Value& value);
  Value write() const;
};

/// What an incremental run reads.
struct CursorPlan {
  std::vector<std::string> conditions;  ///< Of the rows to read.
  std::optional<CursorState> next;  ///< What the next run shall know; nothing: no more than this.
  std::int64_t rows_left_out = 0;   ///< NULL in the cursor column.
};

/// Decides which rows are new. The upper bound is the greatest value now, so that the state tells
/// exactly what was read. Call it in the transaction that reads.
///
/// Rows above the last value are new. Rows with the last value itself are read again if they are
/// not as many as they were, since some came after they had been read; a warning says so. With a
/// lookback, rows from that far before the last value on are read again each time.
/// Errors: mysql.*, run.cancelled.
Result<CursorPlan> plan_cursor(const Extraction& extraction, const Settings& settings,
                               Client& client, const sdk::StepContext& context);

}  // namespace osiris::components::mysql
