#include "components/mysql.writer/row_feed.h"

#include "components/mysql/error_class.h"
#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/value_text.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace osiris::components::mysql {
namespace {

using exchange::ByteBuffer;
using exchange::TypeId;
using exchange::VectorView;

// How much of a value an error shows. Unit: characters.
constexpr std::size_t kShownValue = 60;
constexpr std::chrono::milliseconds kReportInterval{200};
// How often the clock is looked at. Unit: rows.
constexpr std::int64_t kReportRows = 1024;

std::string_view text_of(const ByteBuffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

std::string shown(const VectorView& view, std::size_t row) {
  if (view.is_null(row)) {
    return "NULL";
  }
  ByteBuffer text;
  exchange::append_value(view, row, text);
  return printable(text_of(text), kShownValue);
}

/// The same in quotes if it is text, of which else the end, or all of it, might not be seen.
std::string quoted(const VectorView& view, std::size_t row) {
  const std::string words = shown(view, row);
  return !view.is_null(row) && is_text(view.type().id) ? "'" + words + "'" : words;
}

/// Says why a column cannot hold a value exactly.
std::string_view reason_of(Fit fit, const TargetColumn& target) {
  if (fit == Fit::kUnfit) {
    return "MySQL has no such value";
  }
  if (fit == Fit::kInexact) {
    return target.kind == ColumnKind::kText     ? "the column cuts blanks off its end"
           : target.kind == ColumnKind::kBinary ? "the column fills it up with zeros"
                                                : "it has digits that the column does not hold";
  }
  switch (target.kind) {
    case ColumnKind::kEnum:
    case ColumnKind::kSet:
      return "the column has no such label, spelled exactly so";
    case ColumnKind::kDate:
      return "it is no date of the form 2026-01-31";
    case ColumnKind::kDatetime:
    case ColumnKind::kTimestamp:
      return "it is no time of the form 2026-01-31 23:59:59 with no more digits behind than the "
             "column has";
    case ColumnKind::kTime:
      return "it is no time of the form 23:59:59 with no more digits behind than the column has";
    case ColumnKind::kYear:
      return "the column holds 0 and the years 1901 to 2155";
    case ColumnKind::kBit:
      return "it has other bits than the column";
    case ColumnKind::kText:
      return "its bytes are no UTF-8";
    default:
      return "it is no number with no more digits behind the point than the column has";
  }
}

/// Adds how a user can have a value that does not fit written all the same.
std::string hint_of(Fit fit, const TargetColumn& target) {
  if (fit == Fit::kInexact) {
    const std::string_view act = target.kind == ColumnKind::kText     ? "cut its blanks off"
                                 : target.kind == ColumnKind::kBinary ? "fill it up"
                                                                      : "round it";
    return std::string(act) + " in a transform, or set 'on_inexact' to round";
  }
  return fit == Fit::kUnfit ? "replace it in a transform, or set 'on_unrepresentable' to set_null"
                            : "correct it in a transform";
}

/// Returns a column as the query gives it. What is to be VARCHAR may be of another type, see
/// choose_columns(); for VARCHAR itself the cast is nothing.
std::string selected(const exchange::Column& column) {
  const std::string name = exchange::quote_identifier(column.name);
  return column.type.id == TypeId::kVarchar ? "CAST(" + name + " AS VARCHAR)" : name;
}

std::string query_of(const FeedSource& source, const ColumnPlan& plan) {
  std::vector<std::string> columns;
  for (const PlannedColumn& column : plan) {
    columns.push_back(selected(column.source));
  }
  std::transform(source.key.begin(), source.key.end(), std::back_inserter(columns), selected);
  std::string sql = "SELECT " + join(columns, ", ") + " FROM " +
                    source.context.connection.database().qualified(source.relation);
  if (source.rows_max) {
    sql += " LIMIT " + std::to_string(*source.rows_max) + " OFFSET " +
           std::to_string(source.rows_skipped);
  }
  return sql;
}

}  // namespace

bool is_hex(const TargetColumn& column) {
  return column.kind == ColumnKind::kBinary || column.kind == ColumnKind::kBit ||
         column.kind == ColumnKind::kGeometry;
}

RowFeed::RowFeed(FeedSource source, const ColumnPlan& plan, const RowForm& form,
                 exchange::RelationReader reader)
    : source_(std::move(source)),
      plan_(&plan),
      form_(form),
      reader_(std::move(reader)),
      losses_(plan.size()) {
  for (const PlannedColumn& column : plan) {
    rules_.push_back(rules_for(column.source.type, column.target));
    is_hex_.push_back(is_hex(column.target));
  }
}

Result<RowFeed> RowFeed::open(FeedSource source, const ColumnPlan& plan, const RowForm& form) {
  OSIRIS_TRY(exchange::RelationReader reader,
             exchange::RelationReader::open(source.context.connection, query_of(source, plan),
                                            source.context.control()));
  return RowFeed(std::move(source), plan, form, std::move(reader));
}

Result<bool> RowFeed::has_row() {
  if (row_ < batch_rows_) {
    return true;
  }
  if (has_ended_) {
    return false;  // What has ended must not be asked again.
  }
  OSIRIS_TRY(const bool more, reader_.next());
  has_ended_ = !more;
  row_ = 0;
  batch_rows_ = more ? reader_.row_count() : 0;
  views_.clear();
  for (std::size_t i = 0; more && i < plan_->size() + source_.key.size(); ++i) {
    views_.push_back(reader_.column(i));
  }
  return more;
}

Status RowFeed::append_row(ByteBuffer& out) {
  exchange::append_text(form_.row_begin, out);
  for (std::size_t i = 0; i < plan_->size(); ++i) {
    if (i > 0) {
      exchange::append_text(form_.separator, out);
    }
    if (!views_[i].is_null(row_)) {
      OSIRIS_CHECKED(append_value(i, out));
      continue;
    }
    if (!(*plan_)[i].target.is_nullable) {
      return fail(refuse(i,
                         (*plan_)[i].is_key
                             ? "it is a key column of the upsert, which cannot be NULL"
                             : "the column is NOT NULL",
                         "replace NULL in a transform, or leave such rows out"));
    }
    exchange::append_text(form_.null, out);
  }
  exchange::append_text(form_.row_end, out);
  ++row_;
  ++rows_;
  if (rows_ % kReportRows == 0) {
    report_progress();
  }
  return {};
}

Status RowFeed::append_value(std::size_t index, ByteBuffer& out) {
  const PlannedColumn& column = (*plan_)[index];
  const std::size_t begin = out.size();
  exchange::append_text(is_hex_[index] ? form_.bytes_begin : form_.text_begin, out);
  const std::size_t value = out.size();
  Fit fit = column.field.append(rules_[index], views_[index], row_, out);
  if (fit == Fit::kExact && column.field.keeps_digits != nullptr &&
      !column.field.keeps_digits(text_of(out).substr(value))) {
    fit = Fit::kInexact;
  }
  if (fit != Fit::kExact) {
    OSIRIS_TRY(const bool is_written, accept_misfit(index, fit));
    if (!is_written) {
      out.cut(begin);
      exchange::append_text(form_.null, out);
      return {};
    }
  }
  exchange::append_text(form_.value_end, out);
  return {};
}

/// Decides about a value that does not fit: true to write what was appended, false to write NULL.
Result<bool> RowFeed::accept_misfit(std::size_t index, Fit fit) {
  const TargetColumn& target = (*plan_)[index].target;
  const bool rounds = fit == Fit::kInexact && source_.choices.rounds;
  const bool nulls = fit == Fit::kUnfit && source_.choices.nulls_unfit_values && target.is_nullable;
  if (!rounds && !nulls) {
    return fail(refuse(index, reason_of(fit, target), hint_of(fit, target)));
  }
  Loss& loss = losses_[index];
  if (loss.rounded + loss.nulled == 0) {
    loss.first = quoted(views_[index], row_) + " in " + name_row();
  }
  ++(rounds ? loss.rounded : loss.nulled);
  return rounds;
}

Error RowFeed::refuse(std::size_t index, std::string_view why, std::string hint) const {
  const PlannedColumn& column = (*plan_)[index];
  return make_error(kValueRefused,
                    name_row() + ", column '" + printable(column.source.name) + "' (" +
                        printable(column.target.sql_type) + "): " + quoted(views_[index], row_) +
                        " cannot be written: " + std::string(why),
                    std::move(hint));
}

std::string RowFeed::name_row() const {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < source_.key.size(); ++i) {
    values.push_back(printable(source_.key[i].name) + "=" + shown(views_[plan_->size() + i], row_));
  }
  return "row " + std::to_string(rows_ + 1) +
         (values.empty() ? "" : " (" + join(values, ", ") + ")");
}

void RowFeed::report_progress() {
  const auto now = clock_.monotonic();
  if (now >= next_report_) {
    next_report_ = now + kReportInterval;
    source_.context.observer.progress({.percent = {}, .rows = rows_});
  }
}

std::string name_row(const FeedSource& source, std::int64_t number) {
  std::string named = "row " + std::to_string(number);
  exchange::Database& database = source.context.connection.database();
  const auto connection = database.connect();  // The feed may still read on the step's.
  if (source.key.empty() || !connection.has_value()) {
    return named;
  }
  std::vector<std::string> key;
  std::transform(source.key.begin(), source.key.end(), std::back_inserter(key), selected);
  const auto found = (*connection)
                         ->query_text("SELECT " + join(key, ", ") + " FROM " +
                                          database.qualified(source.relation) + " LIMIT 1 OFFSET " +
                                          std::to_string(number - 1),
                                      1);
  if (!found.has_value() || found->rows.empty()) {
    return named;
  }
  std::vector<std::string> values;
  for (std::size_t i = 0; i < source.key.size(); ++i) {
    values.push_back(printable(source.key[i].name) + "=" +
                     printable(found->rows.front()[i].value_or("NULL"), kShownValue));
  }
  return named + " (" + join(values, ", ") + ")";
}

void warn_of_losses(const std::vector<Loss>& losses, const ColumnPlan& plan,
                    sdk::StepObserver& observer) {
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const std::string column = "column '" + printable(plan[i].source.name) + "' (" +
                               printable(plan[i].target.sql_type) + ")";
    if (losses[i].rounded > 0) {
      observer.warn("mysql.values_rounded",
                    column + " does not hold all values exactly; the first is " + losses[i].first,
                    losses[i].rounded);
    }
    if (losses[i].nulled > 0) {
      observer.warn(
          "mysql.values_nulled",
          column + " got NULL for values that MySQL does not have; the first is " + losses[i].first,
          losses[i].nulled);
    }
  }
}

}  // namespace osiris::components::mysql
