// filesystem.csv_writer: the one input becomes a CSV file, whole or not at all. Options: spec.yaml
// beside this file.

#include "components/filesystem.csv_writer/component.h"
#include "components/filesystem.csv_writer/gzip_packer.h"
#include "components/filesystem/doctor.h"
#include "components/filesystem/encoding.h"
#include "components/filesystem/file_target.h"
#include "components/filesystem/packing.h"
#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"

#include <optional>

namespace osiris::components {

inline constexpr ErrorCode kCsvInputCount{"csv.input_count", Fault::kUser,
                                          "A CSV file is written from exactly one input. Name one "
                                          "step in `needs`, or join the inputs in a "
                                          "transform first."};

inline constexpr ErrorCode kCsvTargetExists{"csv.target_exists", Fault::kUser,
                                            "The file to write is there already and `if_exists` is "
                                            "fail. Remove it, or name another one."};

namespace {

constexpr WriterCodes kCodes{kCsvInputCount, kCsvTargetExists};

exchange::CsvFormat format_of(const sdk::StepConfig& config) {
  const std::string quoting = config.text("quoting");
  exchange::CsvFormat format;
  format.delimiter = config.text("delimiter").front();
  format.header = config.flag("header");
  format.newline = config.text("newline") == "crlf" ? "\r\n" : "\n";
  format.quoting = quoting == "all"          ? exchange::CsvQuoting::kAll
                   : quoting == "nonnumeric" ? exchange::CsvQuoting::kNonNumeric
                                             : exchange::CsvQuoting::kMinimal;
  return format;
}

bool packs(const sdk::StepConfig& config, const Path& path) {
  const std::string compression = config.text("compression");
  return compression == "gzip" ||
         (compression == "infer" && packing_of_name(path) == Packing::kGzip);
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const sdk::StepInput* const input, single_input(context, kCodes));
  OSIRIS_TRY(const auto columns, columns_to_write(config, *input, context));
  const std::string name = config.text("path");
  const Path path = context.resolve_path(name);
  OSIRIS_TRY(const auto file, open_target(config, path, kCodes, context.files));
  std::int64_t bytes = 0;
  const exchange::ByteSink to_file = [&](std::string_view written) {
    bytes += static_cast<std::int64_t>(written.size());
    return file->write(written);
  };
  std::optional<GzipPacker> packer;
  if (packs(config, path)) {
    packer.emplace(to_file);
  }
  Encoder encoder(parse_encoding(config.text("encoding")));
  const exchange::ByteSink sink = [&](std::string_view text) -> Status {
    auto encoded = encoder.encode(text);
    if (!encoded.has_value()) {
      return fail(std::move(encoded).error().within(name));
    }
    return packer ? packer->write(*encoded) : to_file(*encoded);
  };
  exchange::Database& database = context.connection.database();
  OSIRIS_TRY(const exchange::ExportStats stats,
             exchange::export_csv(database, input->relation, columns, format_of(config), sink,
                                  database.threads(), context.control()));
  if (packer) {
    OSIRIS_CHECKED(packer->finish());
  }
  OSIRIS_CHECKED(commit_target(config, path, kCodes, context.files, *file));
  return sdk::StepResult{
      .relation = {}, .rows_in = stats.rows, .rows_out = stats.rows, .bytes = bytes};
}

}  // namespace

sdk::Component filesystem_csv_writer(std::string_view spec_yaml) {
  return {.name = "filesystem.csv_writer",
          .spec_yaml = spec_yaml,
          .run = run,
          .doctor = check_base_dir};
}

}  // namespace osiris::components
