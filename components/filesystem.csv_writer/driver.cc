// filesystem.csv_writer: the one input becomes a CSV file, whole or not at all. Options: spec.yaml
// beside this file.

#include "components/filesystem.csv_writer/append.h"
#include "components/filesystem.csv_writer/append_note.h"
#include "components/filesystem.csv_writer/component.h"
#include "components/filesystem/doctor.h"
#include "components/filesystem/encoding.h"
#include "components/filesystem/file_target.h"
#include "components/filesystem/packer.h"
#include "osiris/exchange/csv_export.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

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
  format.guards_formulas = config.flag("formula_guard");
  return format;
}

Packing packing_of(const sdk::StepConfig& config, const Path& path) {
  const auto packing = parse_packing(config.text("compression"));
  return packing ? *packing : packing_of_name(path);
}

/// What one step writes, and how.
struct CsvWrite {
  const sdk::StepConfig& config;
  sdk::StepContext& context;
  const sdk::StepInput& input;
  std::vector<std::string> columns;
  std::string name;  ///< Of the file, for messages.
  Path path;
  Packing packing = Packing::kNone;
  Encoding encoding = Encoding::kUtf8;
  exchange::CsvFormat format;
  bool appends = false;
};

/// Copies what is there, and decides how the rows go on behind it.
Result<ExistingText> take_existing(CsvWrite& write, TargetFile& file) {
  AppendRules rules{.header = {},
                    .quote = write.format.quote,
                    .delimiter = write.format.delimiter,
                    .encoding = write.encoding,
                    .packing = write.packing};
  if (write.format.header) {
    Encoder encoder(write.encoding);
    const std::string names = exchange::csv_header(write.columns, write.format);
    OSIRIS_TRY(rules.header, encoder.encode(names));
  }
  OSIRIS_TRY(ExistingText existing, copy_existing(rules, write.name, write.context.files, file));
  write.format.header = write.format.header && existing.is_empty;
  return existing;
}

/// Writes the rows behind what the file holds by now; returns how many there were.
Result<std::int64_t> write_rows(const CsvWrite& write, const ExistingText& existing,
                                TargetFile& file) {
  const auto packer =
      make_packer(write.packing, [&file](std::string_view bytes) { return file.write(bytes); });
  Encoder encoder(write.encoding, !existing.is_empty);
  const exchange::ByteSink sink = [&](std::string_view text) -> Status {
    auto encoded = encoder.encode(text);
    if (!encoded.has_value()) {
      return fail(std::move(encoded).error().within(write.name));
    }
    return packer->write(*encoded);
  };
  if (!existing.ends_in_line) {
    OSIRIS_CHECKED(sink(write.format.newline));
  }
  exchange::Database& database = write.context.connection.database();
  OSIRIS_TRY(const exchange::ExportStats stats,
             exchange::export_csv(database, write.input.relation, write.columns, write.format, sink,
                                  database.threads(), write.context.control()));
  OSIRIS_CHECKED(packer->finish());
  return stats.rows;
}

sdk::StepResult result_of(sdk::WrittenFile file) {
  return sdk::StepResult{.relation = {},
                         .rows_in = file.rows,
                         .rows_out = file.rows,
                         .bytes = file.bytes,
                         .files = {std::move(file)}};
}

Result<sdk::StepResult> write_file(CsvWrite write) {
  FileSystem& files = write.context.files;
  const Path& artifacts = write.context.places.artifacts_dir;
  OSIRIS_TRY(const auto file,
             open_target(write.config, write.path, kCodes, files, write.context.stop));
  ExistingText existing;
  if (write.appends) {
    if (auto done = finished_append(write.path, artifacts, files)) {
      write.context.observer.note("an earlier attempt appended the rows already");
      return result_of(*std::move(done));
    }
    OSIRIS_TRY(existing, take_existing(write, *file));
  }
  OSIRIS_TRY(const std::int64_t rows, write_rows(write, existing, *file));
  const auto before_commit = [&](const sdk::WrittenFile& whole) -> Status {
    if (!write.appends) {
      return {};
    }
    OSIRIS_CHECKED(check_untouched(existing, write.path, write.name, files));
    return note_append(whole, artifacts, files);
  };
  OSIRIS_TRY(sdk::WrittenFile written,
             commit_target(write.config, kCodes, files, *file, rows, before_commit));
  return result_of(std::move(written));
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const sdk::StepInput* const input, single_input(context, kCodes));
  const std::string name = config.text("path");
  const Path path = context.resolve_path(name);
  if (!parse_packing(config.text("compression"))) {
    OSIRIS_CHECKED(check_written_ending(path, name));
  }
  OSIRIS_TRY(auto columns, columns_to_write(config, *input, context));
  return write_file({.config = config,
                     .context = context,
                     .input = *input,
                     .columns = std::move(columns),
                     .name = name,
                     .path = path,
                     .packing = packing_of(config, path),
                     .encoding = parse_encoding(config.text("encoding")),
                     .format = format_of(config),
                     .appends = config.text("if_exists") == "append"});
}

}  // namespace

sdk::Component filesystem_csv_writer(std::string_view spec_yaml) {
  return {.name = "filesystem.csv_writer",
          .spec_yaml = spec_yaml,
          .run = run,
          .doctor = check_base_dir};
}

}  // namespace osiris::components
