// filesystem.json_writer: the one input becomes a file of JSON, whole or not at all. Options:
// spec.yaml beside this file; what becomes of each type: docs/guide/json.md.

#include "components/filesystem.json_writer/component.h"
#include "components/filesystem/doctor.h"
#include "components/filesystem/file_target.h"
#include "components/filesystem/packer.h"
#include "components/filesystem/packing.h"
#include "osiris/base/text.h"
#include "osiris/exchange/json_export.h"

namespace osiris::components {

inline constexpr ErrorCode kJsonInputCount{"json.input_count", Fault::kUser,
                                           "A file of JSON is written from exactly one input. Name "
                                           "one step in `needs`, or join the inputs in a transform "
                                           "first."};

inline constexpr ErrorCode kJsonTargetExists{"json.target_exists", Fault::kUser,
                                             "The file to write is there already and `if_exists` "
                                             "is fail. Remove it, or name another one."};

namespace {

constexpr WriterCodes kCodes{kJsonInputCount, kJsonTargetExists};

exchange::JsonLayout layout_of(const sdk::StepConfig& config, const Path& path) {
  const std::string format = config.text("format");
  const bool is_array =
      format == "array" || (format == "auto" && to_lower(unpacked_name(path)).ends_with(".json"));
  return is_array ? exchange::JsonLayout::kArray : exchange::JsonLayout::kLines;
}

/// Reports what JSON has no number for.
void warn_of_nulls(const std::vector<std::string>& columns, const std::vector<std::int64_t>& nulled,
                   const std::string& name, sdk::StepObserver& observer) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (nulled[i] > 0) {
      observer.warn("json.not_a_number",
                    name + ": column '" + printable(columns[i]) +
                        "' has NaN or infinity, which JSON cannot write: they are null there; cast "
                        "the column to VARCHAR in a transform to keep them",
                    nulled[i]);
    }
  }
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const sdk::StepInput* const input, single_input(context, kCodes));
  OSIRIS_TRY(const auto columns, columns_to_write(config, *input, context));
  const std::string name = config.text("path");
  const Path path = context.resolve_path(name);
  const auto packing = parse_packing(config.text("compression"));
  if (!packing) {
    OSIRIS_CHECKED(check_written_ending(path, name));
  }
  OSIRIS_TRY(const auto file, open_target(config, path, kCodes, context.files, context.stop));
  const auto packer = make_packer(packing.value_or(packing_of_name(path)),
                                  [&file](std::string_view bytes) { return file->write(bytes); });
  exchange::Database& database = context.connection.database();
  OSIRIS_TRY(const exchange::JsonStats stats,
             exchange::export_json(
                 database, input->relation, columns, layout_of(config, path),
                 [&packer](std::string_view text) { return packer->write(text); },
                 database.threads(), context.control()));
  OSIRIS_CHECKED(packer->finish());
  OSIRIS_TRY(sdk::WrittenFile written,
             commit_target(config, kCodes, context.files, *file, stats.written.rows));
  warn_of_nulls(columns, stats.nulled, name, context.observer);
  return sdk::StepResult{.relation = {},
                         .rows_in = stats.written.rows,
                         .rows_out = stats.written.rows,
                         .bytes = written.bytes,
                         .files = {std::move(written)}};
}

}  // namespace

sdk::Component filesystem_json_writer(std::string_view spec_yaml) {
  return {.name = "filesystem.json_writer",
          .spec_yaml = spec_yaml,
          .run = run,
          .doctor = check_base_dir};
}

}  // namespace osiris::components
