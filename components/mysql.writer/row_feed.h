#pragma once
// The rows of the input as text for the server, one by one, with a look at every value.

#include "components/mysql.writer/column_plan.h"
#include "components/mysql.writer/options.h"
#include "osiris/base/clock.h"
#include "osiris/base/result.h"
#include "osiris/exchange/byte_buffer.h"
#include "osiris/exchange/relation_reader.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// What stands around the values of a row.
struct RowForm {
  std::string_view row_begin;
  std::string_view row_end;
  std::string_view separator;
  std::string_view null;
  std::string_view text_begin;
  std::string_view bytes_begin;  ///< In front of hex digits.
  std::string_view value_end;
};

/// A line of LOAD DATA; columns of bytes are still hex digits there.
inline constexpr RowForm kLoadForm{"", "\n", "\t", "\\N", "", "", ""};
/// A row of INSERT … VALUES.
inline constexpr RowForm kInsertForm{"(", ")", ",", "NULL", "'", "x'", "'"};

/// Tells whether a column's values are hex digits of bytes.
bool is_hex(const TargetColumn& column);

/// The rows that a step writes.
struct FeedSource {
  const sdk::StepContext& context;
  std::string relation;
  exchange::Schema key;  ///< Columns of the input that name a row to a person.
  ValueChoices choices;
  std::int64_t rows_skipped = 0;              ///< At the begin.
  std::optional<std::int64_t> rows_max = {};  ///< Behind those; nothing: all.
};

/// Values that were changed because the options allow it.
struct Loss {
  std::int64_t rounded = 0;
  std::int64_t nulled = 0;
  std::string first;  ///< Where, and the value.
};

class RowFeed {
 public:
  /// Starts reading. `plan` must outlive the feed. Errors: those of RelationReader::open.
  static Result<RowFeed> open(FeedSource source, const ColumnPlan& plan, const RowForm& form);

  /// Tells whether there is another row.
  Result<bool> has_row();
  /// Appends the next row. Call only if there is one. Errors: mysql.value_refused, with row, key,
  /// column and value.
  Status append_row(exchange::ByteBuffer& out);

  /// Returns how many rows were appended.
  std::int64_t rows() const { return rows_; }
  /// Returns what was lost in each column of the plan.
  const std::vector<Loss>& losses() const { return losses_; }

 private:
  RowFeed(FeedSource source, const ColumnPlan& plan, const RowForm& form,
          exchange::RelationReader reader);
  Status append_value(std::size_t index, exchange::ByteBuffer& out);
  Result<bool> accept_misfit(std::size_t index, Fit fit);
  Error refuse(std::size_t index, std::string_view why, std::string hint) const;
  std::string name_row() const;
  void report_progress();

  FeedSource source_;
  const ColumnPlan* plan_;
  RowForm form_;
  exchange::RelationReader reader_;
  std::vector<FieldRules> rules_;
  std::vector<bool> is_hex_;
  std::vector<exchange::VectorView> views_;  ///< Of the batch: the plan's columns, then the key's.
  std::vector<Loss> losses_;
  SystemClock clock_;
  std::chrono::nanoseconds next_report_{0};
  std::size_t row_ = 0;
  std::size_t batch_rows_ = 0;
  std::int64_t rows_ = 0;
  bool has_ended_ = false;
};

/// Names row `number` (the first is 1) of what a feed reads, with its key: "row 7 (id=42)".
std::string name_row(const FeedSource& source, std::int64_t number);

/// Tells the observer what was lost.
void warn_of_losses(const std::vector<Loss>& losses, const ColumnPlan& plan,
                    sdk::StepObserver& observer);

}  // namespace osiris::components::mysql
