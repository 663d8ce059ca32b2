#include "components/filesystem.csv_extractor/load.h"

#include "components/filesystem.csv_extractor/load_plan.h"
#include "osiris/base/text.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"

#include <limits>
#include <thread>

namespace osiris::components {
namespace {

/// Most files are smaller: they are known whole before they are loaded. Looking at so much takes
/// some milliseconds. Unit: bytes.
constexpr std::int64_t kLookFirstBytes = std::int64_t{4} << 20;
constexpr std::int64_t kAllBytes = std::numeric_limits<std::int64_t>::max();

/// Loads one file for one step.
class CsvLoad {
 public:
  CsvLoad(CsvSurvey& survey, const CsvOptions& options, const Path& path, sdk::StepContext& context)
      : survey_(survey), options_(options), path_(path), context_(context) {}

  Result<std::int64_t> run() {
    auto rows = attempt();
    if (!rows.has_value()) {
      // A rerun must not find what a failed attempt stored before the survey condemned it.
      OSIRIS_CHECKED(exchange::drop_relation(context_.connection, context_.step_id));
    }
    return rows;
  }

 private:
  Result<std::int64_t> attempt() {
    OSIRIS_CHECKED(survey_.look(kLookFirstBytes, context_.stop));
    const LoadPlan first = current_plan();
    auto rows = survey_.finished() ? store(first, Reading::kParallel, context_.stop)
                                   : store_while_looking(first);
    OSIRIS_CHECKED(looked_);
    if (!rows.has_value() && !may_be_the_file(rows.error())) {
      return rows;
    }
    const LoadPlan whole = current_plan();
    if (whole != first) {
      warn_of_changes(first, whole);
      rows = store(whole, Reading::kParallel, context_.stop);
    }
    OSIRIS_TRY(bool right, is_right(rows));
    if (!right) {
      // The parallel reader may lose its place where quoted text looks like records.
      rows = store(whole, Reading::kSerial, context_.stop);
      OSIRIS_TRY(right, is_right(rows));
    }
    return right ? std::move(rows) : Result<std::int64_t>(fail(disagreement(rows)));
  }

  LoadPlan current_plan() const { return make_plan(survey_.findings(), options_); }

  Result<std::int64_t> store(const LoadPlan& plan, Reading reading, std::stop_token stop) {
    exchange::RunControl control = context_.control();
    control.stop = std::move(stop);
    return exchange::replace_relation(context_.connection, context_.step_id,
                                      select_sql(plan, options_, path_, reading), control);
  }

  /// Stores while another thread looks at the rest of the file, and stops early when that finds
  /// that it would be for nothing.
  Result<std::int64_t> store_while_looking(const LoadPlan& plan) {
    std::stop_source stop_store;
    std::stop_source stop_look;
    const std::stop_callback forward(context_.stop, [&] {
      stop_store.request_stop();
      stop_look.request_stop();
    });
    std::jthread looker([&] {
      looked_ = survey_.look(kAllBytes, stop_look.get_token());
      if (!looked_.has_value() || current_plan() != plan) {
        stop_store.request_stop();
      }
    });
    auto rows = store(plan, Reading::kParallel, stop_store.get_token());
    if (!rows.has_value() && !may_be_the_file(rows.error())) {
      stop_look.request_stop();
    }
    looker.join();
    return rows;
  }

  /// Tells whether another plan or another way of reading may help: not against a full disk or a
  /// stop request from outside.
  bool may_be_the_file(const Error& error) const {
    return error.is(exchange::kSqlFailed) || error.is(exchange::kSqlInvalid) ||
           (error.is(kCancelled) && !context_.stop.stop_requested());
  }

  /// Compares what was stored with what the file has: rows, and NULLs in each column, since the
  /// reader makes NULL of some values that it cannot convert.
  Result<bool> is_right(const Result<std::int64_t>& rows) {
    if (!rows.has_value()) {
      return may_be_the_file(rows.error()) ? Result<bool>(false) : fail(rows.error());
    }
    const CsvFindings& findings = survey_.findings();
    if (*rows != findings.records) {
      return false;
    }
    std::vector<std::string> agreements;
    for (const ColumnSurvey& column : findings.columns) {
      if (column.rule().selected) {
        agreements.push_back("count(" + exchange::quote_identifier(column.name()) +
                             ") = " + std::to_string(findings.records - column.null_count()));
      }
    }
    exchange::Connection& connection = context_.connection;
    OSIRIS_TRY(
        const auto agree,
        connection.query_integer("SELECT CAST(" + join(agreements, " AND ") + " AS INTEGER) FROM " +
                                 connection.database().qualified(context_.step_id)));
    return agree == 1;
  }

  Error disagreement(const Result<std::int64_t>& rows) const {
    const CsvFindings& findings = survey_.findings();
    if (!rows.has_value()) {
      const std::string& text = rows.error().message;
      return make_error(kCsvReader,
                        survey_.name() + ": DuckDB cannot read the file: " +
                            printable(text.substr(0, text.find("\n\n")), 400),
                        "please report this; until then, write the file anew with another program");
    }
    return make_error(kCsvRowsLost,
                      survey_.name() + ": the file has " + std::to_string(findings.records) +
                          " rows, and the database stored " + std::to_string(*rows) +
                          (*rows == findings.records ? " with other NULLs" : ""),
                      "please report this; until then, write the file anew with another program");
  }

  void warn_of_changes(const LoadPlan& first, const LoadPlan& whole) {
    for (std::size_t i = 0; i < whole.columns.size(); ++i) {
      const exchange::ColumnType& before = first.columns[i].type;
      const exchange::ColumnType& after = whole.columns[i].type;
      const Sighting* beyond = survey_.findings().columns[i].first_beyond(before);
      // VARCHAR may stand for a column that was empty so far: finding its type loses nothing.
      if (before == after || before.id == exchange::TypeId::kVarchar || beyond == nullptr) {
        continue;
      }
      context_.observer.warn("csv.type_widened",
                             survey_.name() + ":" + std::to_string(beyond->line) + ": column '" +
                                 printable(whole.columns[i].name) + "' becomes " + after.to_sql() +
                                 " because of '" + printable(beyond->value) +
                                 "'; all values before it are " + before.to_sql(),
                             1);
    }
  }

  CsvSurvey& survey_;
  const CsvOptions& options_;
  const Path& path_;
  sdk::StepContext& context_;
  Status looked_;
};

}  // namespace

Result<std::int64_t> load_csv(CsvSurvey& survey, const CsvOptions& options, const Path& path,
                              sdk::StepContext& context) {
  return CsvLoad(survey, options, path, context).run();
}

}  // namespace osiris::components
