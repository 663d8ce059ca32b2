#include "components/mysql.extractor/cursor.h"

#include "components/mysql.extractor/server_refusal.h"
#include "components/mysql/quoting.h"
#include "components/mysql/type_mapping.h"
#include "osiris/base/sha256.h"
#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

#include <utility>

namespace osiris::components::mysql {
namespace {

constexpr const char* kRemedy =
    "`osiris state reset` forgets it; `osiris run --full-refresh` reads everything once";

Error about(std::string_view option, Error error) {
  return std::move(error).with(std::string(sdk::kOptionDetail), std::string(option));
}

/// Decides for one run.
class CursorPlanner {
 public:
  CursorPlanner(const Extraction& extraction, const Settings& settings, Client& client,
                const sdk::StepContext& context)
      : extraction_(extraction),
        settings_(settings),
        client_(client),
        context_(context),
        column_(quote_name(extraction.cursor.column)) {}

  Result<CursorPlan> run() {
    OSIRIS_CHECKED(learn_column());
    OSIRIS_CHECKED(learn_last());
    OSIRIS_CHECKED(learn_greatest());
    OSIRIS_CHECKED(learn_nulls());
    OSIRIS_TRY(std::string range, decide_range());
    if (nulls_ > 0 && extraction_.cursor.nulls == CursorNulls::kInclude) {
      range = "(" + range + ") OR " + column_ + " IS NULL";
    }
    plan_.conditions.push_back(std::move(range));
    return std::move(plan_);
  }

 private:
  /// Asks for one value over the rows, of which `condition` holds if there is one.
  Result<std::optional<std::string>> ask(const std::string& expression,
                                         const std::string& condition = "") {
    Extraction asked = extraction_;
    if (!condition.empty()) {
      asked.conditions.push_back(condition);
    }
    return client_.query_value(select_from(asked, expression));
  }

  Result<std::int64_t> count(const std::string& condition) {
    OSIRIS_TRY(const auto text, ask("COUNT(*)", condition));
    return parse_integer(text.value_or("")).value_or(0);
  }

  std::string subject() const {
    return "cursor column '" + printable(extraction_.cursor.column) + "' of " +
           name_of(extraction_);
  }

  Status learn_column() {
    auto fields = client_.describe(select_from(extraction_, column_));
    if (!fields.has_value()) {
      return fail(explain_refusal(extraction_, {"cursor_column", {extraction_.cursor.column}},
                                  client_, std::move(fields).error()));
    }
    const Field& field = fields->front();
    const auto kind = cursor_kind(field);
    if (!kind) {
      return fail(about(
          "cursor_column",
          make_error(kCursorUnfit,
                     subject() + " is " + map_type(field, {}).type.to_sql() +
                         ", whose values have no order that goes on",
                     "take a column of whole numbers, decimals, dates or times that only grows")));
    }
    kind_ = *kind;
    may_be_null_ = may_be_null(field);
    return {};
  }

  /// Says what this run's state belongs to.
  CursorState identity() const {
    const std::string database =
        extraction_.schema.empty() ? settings_.database : extraction_.schema;
    return {.server = sha256_hex(place_of(settings_)).substr(0, 16),
            .source = extraction_.table.empty() ? "query" : database + "." + extraction_.table,
            .column = extraction_.cursor.column,
            .type = std::string(to_string(kind_)),
            .value = "",
            .rows_at_value = 0};
  }

  /// Reads what the last run left, if it belongs here.
  Status learn_last() {
    if (context_.state == nullptr) {
      return {};
    }
    OSIRIS_TRY(const CursorState last, CursorState::read(*context_.state));
    const CursorState here = identity();
    const auto differ = [](const char* what, const std::string& was, const std::string& is) {
      return fail(kStateMismatch,
                  "the state of the last run is of " + std::string(what) + " '" + printable(was) +
                      "', not of '" + printable(is) + "'",
                  kRemedy);
    };
    if (last.column != here.column) {
      return differ("cursor column", last.column, here.column);
    }
    if (last.source != here.source) {
      return differ("source", last.source, here.source);
    }
    if (last.server != here.server) {
      return fail(kStateMismatch, "the state of the last run is of another server", kRemedy);
    }
    const auto literal = cursor_literal(kind_, last.value);
    if (last.type != here.type || !literal) {
      return differ("a cursor of type", last.type, here.type);
    }
    last_ = last;
    last_literal_ = *literal;
    return {};
  }

  Status learn_greatest() {
    OSIRIS_TRY(const auto greatest, ask("MAX(" + column_ + ")"));
    if (!greatest) {
      return {};
    }
    const auto literal = cursor_literal(kind_, *greatest);
    if (!literal) {
      return fail(kCursorValue,
                  "the greatest value in " + subject() + " is '" + printable(*greatest) +
                      "', which is none of the calendar",
                  "correct the rows, or leave them out with `where`");
    }
    greatest_ = greatest;
    greatest_literal_ = *literal;
    return {};
  }

  Status learn_nulls() {
    if (!may_be_null_) {
      return {};
    }
    OSIRIS_TRY(nulls_, count(column_ + " IS NULL"));
    if (nulls_ == 0) {
      return {};
    }
    const std::string rows = (nulls_ == 1 ? "1 row has" : group_thousands(nulls_) + " rows have") +
                             " NULL in the " + subject();
    if (extraction_.cursor.nulls == CursorNulls::kError) {
      return fail(about("cursor_nulls",
                        make_error(kCursorNull, rows + ", so nobody can tell what is new",
                                   "correct them, or set `cursor_nulls` to include (they are read "
                                   "each time) or skip (they are never read)")));
    }
    if (extraction_.cursor.nulls == CursorNulls::kSkip) {
      plan_.rows_left_out = nulls_;
      context_.observer.warn("mysql.cursor_nulls", rows + ", left out", nulls_);
    }
    return {};
  }

  /// Returns the condition of new rows, and notes what the next run shall know.
  Result<std::string> decide_range() {
    OSIRIS_TRY(const std::string lower, lower_bound());
    if (!greatest_) {
      return std::string("FALSE");
    }
    OSIRIS_CHECKED(note_next());
    return lower + (lower.empty() ? "" : " AND ") + column_ + " <= " + greatest_literal_;
  }

  Result<std::string> lower_bound() {
    const CursorOptions& cursor = extraction_.cursor;
    const std::string back = cursor.lookback.empty() ? "0" : cursor.lookback;
    const std::string& from = last_ ? last_->value : greatest_.value_or("");
    if (!from.empty() && !literal_before(kind_, from, back)) {
      const bool is_number = kind_ == CursorKind::kInteger || kind_ == CursorKind::kDecimal;
      return fail(about("lookback",
                        make_error(kCursorValue,
                                   "lookback '" + printable(back) + "' does not suit the " +
                                       subject() + ", of type " + std::string(to_string(kind_)),
                                   is_number ? "give a number"
                                             : "give seconds, or weeks to seconds as in P1DT12H")));
    }
    if (last_) {
      return lower_bound_after_last(back);
    }
    if (cursor.initial_value.empty()) {
      return std::string();
    }
    const auto literal = cursor_literal(kind_, cursor.initial_value);
    if (!literal) {
      return fail(about(
          "initial_value",
          make_error(kCursorValue,
                     "initial_value '" + printable(cursor.initial_value) + "' does not suit the " +
                         subject() + ", of type " + std::string(to_string(kind_)),
                     "write it as the column has it: 17, 2024-01-31, 2024-01-31 "
                     "13:45:00")));
    }
    initial_literal_ = *literal;
    return column_ + " >= " + *literal;
  }

  Result<std::string> lower_bound_after_last(const std::string& back) {
    OSIRIS_TRY(const std::int64_t rows, count(column_ + " = " + last_literal_));
    rows_at_last_ = rows;
    const std::string from = *literal_before(kind_, last_->value, back);
    if (from != *literal_before(kind_, last_->value, "0")) {
      return column_ + " >= " + from;
    }
    if (rows == last_->rows_at_value || rows == 0) {
      return column_ + " > " + last_literal_;
    }
    context_.observer.warn(
        "mysql.cursor_rows_again",
        group_thousands(rows) + " rows have " + printable(last_->value) + " in the " + subject() +
            ", the last value that was read; they were " + group_thousands(last_->rows_at_value) +
            " then, so that all of them are read again",
        rows);
    return column_ + " >= " + last_literal_;
  }

  Result<bool> greatest_is_below(const std::string& literal) {
    OSIRIS_TRY(const auto answer,
               client_.query_value("SELECT " + greatest_literal_ + " < " + literal));
    return answer == "1";
  }

  /// The state never goes back: what was read stays read.
  Status note_next() {
    const std::string& least = last_ ? last_literal_ : initial_literal_;
    bool is_below = false;
    if (!least.empty()) {
      OSIRIS_TRY(is_below, greatest_is_below(least));
    }
    if (is_below && last_) {
      context_.observer.warn(
          "mysql.cursor_behind",
          "the greatest value in the " + subject() + " is " + printable(*greatest_) +
              ", less than " + printable(last_->value) +
              ", which the last run read; if the rows were made anew, run once with --full-refresh",
          1);
    }
    if (is_below) {
      return {};
    }
    CursorState next = identity();
    next.value = *greatest_;
    if (last_ && greatest_literal_ == last_literal_) {
      next.rows_at_value = rows_at_last_;
    } else {
      OSIRIS_TRY(next.rows_at_value, count(column_ + " = " + greatest_literal_));
    }
    plan_.next = std::move(next);
    return {};
  }

  const Extraction& extraction_;
  const Settings& settings_;
  Client& client_;
  const sdk::StepContext& context_;
  const std::string column_;  ///< Quoted.
  CursorKind kind_ = CursorKind::kInteger;
  bool may_be_null_ = false;
  std::int64_t nulls_ = 0;
  std::optional<CursorState> last_;
  std::string last_literal_;
  std::int64_t rows_at_last_ = 0;
  std::string initial_literal_;          ///< If the run begins there.
  std::optional<std::string> greatest_;  ///< Nothing: there are no rows.
  std::string greatest_literal_;
  CursorPlan plan_;
};

}  // namespace

Result<CursorState> CursorState::read(const Value& value) {
  const Value* const rows = value.find("rows_at_value");
  CursorState state{.server = value.text_or("server", ""),
                    .source = value.text_or("source", ""),
                    .column = value.text_or("cursor_column", ""),
                    .type = value.text_or("type", ""),
                    .value = value.text_or("value", ""),
                    .rows_at_value = 0};
  if (state.column.empty() || state.value.empty() || rows == nullptr ||
      rows->kind() != Value::Kind::kInt) {
    return fail(kStateMismatch, "the state of the last run is none of a cursor column", kRemedy);
  }
  state.rows_at_value = rows->as_int();
  return state;
}

Value CursorState::write() const {
  Value state = Value::object();
  state.set("cursor_column", column);
  state.set("type", type);
  state.set("value", value);
  state.set("rows_at_value", rows_at_value);
  state.set("source", source);
  state.set("server", server);
  return state;
}

Result<CursorPlan> plan_cursor(const Extraction& extraction, const Settings& settings,
                               Client& client, const sdk::StepContext& context) {
  return CursorPlanner(extraction, settings, client, context).run();
}

}  // namespace osiris::components::mysql
