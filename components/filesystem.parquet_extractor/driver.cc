// filesystem.parquet_extractor: Parquet files become the step's relation, read by DuckDB. Options:
// spec.yaml beside this file; how files fit together: docs/guide/parquet.md.

#include "components/filesystem.parquet_extractor/component.h"
#include "components/filesystem.parquet_extractor/parquet_files.h"
#include "components/filesystem/discover.h"
#include "components/filesystem/doctor.h"
#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/relation.h"

namespace osiris::components {
namespace {

constexpr const char* kPath = "path";

/// What is wrong inside of a file shows only when its pages are read.
Error in_files(Error error, const exchange::ParquetSource& source) {
  if (!error.is(exchange::kSqlFailed)) {
    return error;
  }
  const std::size_t count = source.files.size();
  return make_error(exchange::kParquetMalformed,
                    (count == 1 ? exchange::source_name(source, source.files.front())
                                : "one of " + std::to_string(count) + " files from " +
                                      exchange::source_name(source, source.files.front()) + " on") +
                        ": " + error.message,
                    "make the file anew; its content does not fit its footer");
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const ParquetFiles found,
             find_parquet_files(config, path_resolver(context), context.files));
  OSIRIS_TRY(const std::string query, exchange::select_parquet(context.connection, found.source));
  const auto rows =
      exchange::replace_relation(context.connection, context.step_id, query, context.control());
  if (!rows.has_value()) {
    return fail(in_files(rows.error(), found.source));
  }
  return sdk::StepResult{
      .relation = context.step_id, .rows_in = *rows, .rows_out = *rows, .bytes = found.bytes};
}

/// Looks at the footers, in a database that may read nothing else.
Result<std::vector<exchange::ColumnText>> look(const ParquetFiles& found) {
  OSIRIS_TRY(const auto connection, exchange::Database::open_for_files(found.source.files));
  OSIRIS_TRY(const std::string query, exchange::select_parquet(*connection, found.source));
  OSIRIS_TRY(const exchange::Schema schema, connection->describe_query(query));
  return exchange::column_texts(schema).value_or(std::vector<exchange::ColumnText>());
}

/// Tells which option an error is about, if the pipeline is to blame and not the files.
Result<sdk::Foresight> judge(Error error) {
  if (error.is(exchange::kColumnMissing)) {
    return fail(std::move(error).with(std::string(sdk::kOptionDetail), "columns"));
  }
  sdk::Foresight foresight;
  foresight.basis = error.message;
  foresight.obstacle = std::move(error).with(std::string(sdk::kOptionDetail), kPath);
  return foresight;
}

Result<sdk::Foresight> foresee(const sdk::StepConfig& config, const sdk::ForeseeContext& context) {
  auto found = find_parquet_files(config, path_resolver(context), context.files);
  if (!found.has_value()) {
    return judge(std::move(found).error());
  }
  auto columns = look(*found);
  if (!columns.has_value()) {
    return judge(std::move(columns).error());
  }
  sdk::Foresight foresight;
  if (!columns->empty()) {
    foresight.columns = *std::move(columns);
    foresight.certainty = sdk::Certainty::kSeen;
    foresight.basis = join(config.texts(kPath), ", ") + " as it is now";
  }
  return foresight;
}

Result<sdk::RowCount> count_rows(const sdk::StepConfig& config,
                                 const sdk::ForeseeContext& context) {
  OSIRIS_TRY(const ParquetFiles found,
             find_parquet_files(config, path_resolver(context), context.files));
  OSIRIS_TRY(const auto connection, exchange::Database::open_for_files(found.source.files));
  OSIRIS_TRY(const std::string query, exchange::select_parquet(*connection, found.source));
  OSIRIS_TRY(const auto rows,
             connection->query_integer("SELECT count(*) FROM (" + query + ") AS source"));
  return sdk::RowCount{rows.value_or(0), sdk::RowCountBasis::kExact};
}

Result<sdk::Discovery> discover(const sdk::ConnectionSettings& settings,
                                const sdk::DiscoverContext& context) {
  return discover_files({.run = run,
                         .foresee = foresee,
                         .count_rows = count_rows,
                         .endings = {".parquet"},
                         .first_config = nullptr},
                        settings, context);
}

}  // namespace

sdk::Component filesystem_parquet_extractor(std::string_view spec_yaml) {
  return {.name = "filesystem.parquet_extractor",
          .spec_yaml = spec_yaml,
          .run = run,
          .foresee = foresee,
          .doctor = check_base_dir,
          .discover = discover};
}

}  // namespace osiris::components
