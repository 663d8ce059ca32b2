// filesystem.parquet_writer: the one input becomes a Parquet file, whole or not at all. Options:
// spec.yaml beside this file; what becomes of each type: docs/guide/parquet.md.

#include "components/filesystem.parquet_writer/component.h"
#include "components/filesystem/doctor.h"
#include "components/filesystem/file_target.h"
#include "osiris/exchange/parquet_export.h"

namespace osiris::components {

inline constexpr ErrorCode kParquetInputCount{
    "parquet.input_count", Fault::kUser,
    "A Parquet file is written from exactly one input. Name one step in `needs`, or join the "
    "inputs in a transform first."};

inline constexpr ErrorCode kParquetTargetExists{
    "parquet.target_exists", Fault::kUser,
    "The file to write is there already and `if_exists` is fail. Remove it, or name another one."};

namespace {

constexpr WriterCodes kCodes{kParquetInputCount, kParquetTargetExists};

exchange::ParquetFormat format_of(const sdk::StepConfig& config) {
  using enum exchange::ParquetCompression;
  const std::string compression = config.text("compression");
  return {.compression = compression == "none"   ? kNone
                         : compression == "zstd" ? kZstd
                         : compression == "gzip" ? kGzip
                                                 : kSnappy,
          .row_group_rows = config.integer("row_group_size")};
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const sdk::StepInput* const input, single_input(context, kCodes));
  OSIRIS_TRY(const auto columns, columns_to_write(config, *input, context));
  const Path path = context.resolve_path(config.text("path"));
  OSIRIS_TRY(const auto file, open_target(config, path, kCodes, context.files, context.stop));
  OSIRIS_TRY(const exchange::ExportStats stats,
             exchange::export_parquet(
                 context.connection, input->relation, columns, format_of(config), context.files,
                 [&](std::string_view bytes) { return file->write(bytes); }, context.control()));
  OSIRIS_TRY(sdk::WrittenFile written,
             commit_target(config, kCodes, context.files, *file, stats.rows));
  return sdk::StepResult{.relation = {},
                         .rows_in = stats.rows,
                         .rows_out = stats.rows,
                         .bytes = written.bytes,
                         .files = {std::move(written)}};
}

}  // namespace

sdk::Component filesystem_parquet_writer(std::string_view spec_yaml) {
  return {.name = "filesystem.parquet_writer",
          .spec_yaml = spec_yaml,
          .run = run,
          .doctor = check_base_dir};
}

}  // namespace osiris::components
