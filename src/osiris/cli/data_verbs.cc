// The verbs `data ls`, `data show`, `data sql` and `data export`.

#include "osiris/app/data_export.h"
#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/row_text.h"
#include "osiris/cli/signals.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <fmt/format.h>
#include <filesystem>
#include <limits>

namespace osiris::cli {
namespace {

constexpr std::int64_t kRowsShown = 20;       // One screen.
constexpr std::int64_t kTableRowsMax = 1000;  // Columns are aligned in memory.
constexpr std::size_t kColumnsListed = 6;

std::string columns_text(const exchange::Schema& columns) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < columns.size() && i < kColumnsListed; ++i) {
    names.push_back(printable(columns[i].name, 40));
  }
  const std::size_t more = columns.size() - names.size();
  return join(names, ", ") + (more > 0 ? fmt::format(", … {} more", more) : "");
}

std::string rows_text(std::int64_t rows) {
  return group_thousands(rows) + (rows == 1 ? " row" : " rows");
}

/// Prints rows in the form that was asked for; `table` may hold one row above `limit`, which only
/// says that there are more.
ExitCode print_rows(Invocation& call, exchange::TextTable table, std::int64_t limit) {
  const bool more = static_cast<std::int64_t>(table.rows.size()) > limit;
  if (more) {
    table.rows.pop_back();
  }
  if (call.options.json) {
    Value document = table_value(table);
    document.set("more_rows", more);
    return print_document(call.console, std::move(document), ExitCode::kSuccess);
  }
  switch (call.options.format) {
    case RowFormat::kTable:
      call.console.print(rows_as_table(table));
      break;
    case RowFormat::kCsv:
      call.console.print(rows_as_csv(table));
      break;
    case RowFormat::kJson:
      call.console.print(to_pretty_json(row_objects(table)) + "\n");
      break;
  }
  if (more) {
    call.console.tell(rows_text(limit) + ", and there are more; --limit N shows them\n");
  } else if (!call.options.quiet && call.options.format == RowFormat::kTable) {
    call.console.tell(rows_text(static_cast<std::int64_t>(table.rows.size())) + "\n");
  }
  return ExitCode::kSuccess;
}

/// Returns how many rows are wanted; 0 stands for all, as it does for every verb.
std::int64_t limit_of(const Options& options, std::int64_t usual) {
  const std::int64_t limit = options.limit.value_or(usual);
  return limit == 0 ? std::numeric_limits<std::int64_t>::max() : limit;
}

/// Returns one more than `limit`, so that the caller can tell whether there are more rows.
std::int64_t one_more(std::int64_t limit) {
  return limit == std::numeric_limits<std::int64_t>::max() ? limit : limit + 1;
}

}  // namespace

ExitCode run_data_ls(Invocation& call) {
  const auto relations = app::list_data(call.world, call.options.session);
  if (!relations.has_value()) {
    return report_error(call.options, call.console, relations.error());
  }
  if (call.options.json) {
    return print_document(call.console, relations_value(*relations), ExitCode::kSuccess);
  }
  std::vector<std::vector<std::string>> rows;
  for (const exchange::RelationInfo& relation : *relations) {
    rows.push_back({relation.name, group_thousands(relation.rows),
                    std::to_string(relation.columns.size()), columns_text(relation.columns)});
  }
  if (rows.empty()) {
    call.console.tell("the session has no relations\n");
    return ExitCode::kSuccess;
  }
  call.console.print(render_table(
      {{"relation"}, {"rows", Align::kRight}, {"columns", Align::kRight}, {"names"}}, rows));
  return ExitCode::kSuccess;
}

ExitCode run_data_show(Invocation& call) {
  const std::int64_t limit = limit_of(call.options, kRowsShown);
  auto table =
      app::show_data(call.world, call.options.session, call.options.relation, one_more(limit));
  if (!table.has_value()) {
    return report_error(call.options, call.console, table.error());
  }
  return print_rows(call, std::move(*table), limit);
}

ExitCode run_data_sql(Invocation& call) {
  const bool is_table = !call.options.json && call.options.format == RowFormat::kTable;
  const std::int64_t usual = is_table ? kTableRowsMax : std::numeric_limits<std::int64_t>::max();
  const std::int64_t limit = limit_of(call.options, usual);
  auto table = [&] {
    const SignalWatch signals({}, [&] { return tell_stopped(call); });
    const std::string sql = call.options.query == "-" ? read_stdin() : call.options.query;
    return app::query_data(call.world, call.options.session, sql, one_more(limit), signals.token());
  }();
  if (!table.has_value()) {
    return report_error(call.options, call.console, table.error());
  }
  return print_rows(call, std::move(*table), limit);
}

ExitCode run_data_export(Invocation& call) {
  const Options& options = call.options;
  const SignalWatch signals({});
  const auto result = app::export_data(call.world,
                                       {.session = options.session,
                                        .relation = options.relation,
                                        .file = std::filesystem::absolute(options.out_file),
                                        .format = options.export_format},
                                       signals.token());
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  if (options.json) {
    return print_document(call.console, export_value(*result), ExitCode::kSuccess);
  }
  call.console.print(result->file.string() + "\n");
  if (result->values_nulled > 0) {
    call.console.tell("warning json.not_a_number: " + std::to_string(result->values_nulled) +
                      " NaN or infinite values are null in the file, since JSON has none\n");
  }
  if (!options.quiet) {
    call.console.tell(rows_text(result->rows) + ", " + format_bytes(result->bytes) + "\n");
  }
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
