// filesystem.csv_writer: the one input becomes a CSV file, or several, whole or not at all.
// Options: spec.yaml beside this file.

#include "components/filesystem.csv_writer/append.h"
#include "components/filesystem.csv_writer/append_note.h"
#include "components/filesystem.csv_writer/component.h"
#include "components/filesystem.csv_writer/csv_write.h"
#include "components/filesystem.csv_writer/part_files.h"
#include "components/filesystem.csv_writer/splitter.h"
#include "components/filesystem/doctor.h"
#include "components/filesystem/packer.h"
#include "osiris/exchange/relation.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osiris::components {

namespace {

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

sdk::StepResult result_of(std::vector<sdk::WrittenFile> files) {
  sdk::StepResult result;
  for (const sdk::WrittenFile& file : files) {
    result.rows_out += file.rows;
    result.bytes += file.bytes;
  }
  result.rows_in = result.rows_out;
  result.files = std::move(files);
  return result;
}

Result<sdk::StepResult> write_file(CsvWrite write) {
  FileSystem& files = write.context.files;
  const Path& artifacts = write.context.places.artifacts_dir;
  OSIRIS_TRY(const auto file,
             open_target(write.config, write.path, kCsvCodes, files, write.context.stop));
  ExistingText existing;
  if (write.appends) {
    if (auto done = finished_append(write.path, artifacts, files)) {
      write.context.observer.note("an earlier attempt appended the rows already");
      return result_of({*std::move(done)});
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
             commit_target(write.config, kCsvCodes, files, *file, rows, before_commit));
  return result_of({std::move(written)});
}

/// Refuses, before anything is written, rows of which it is sure that they need too many files.
Status check_file_count(const CsvWrite& write, const SplitLimits& limits) {
  OSIRIS_TRY(const exchange::RelationInfo info,
             exchange::describe_relation(write.context.connection, write.input.relation));
  if ((info.rows - 1) / limits.rows_max >= static_cast<std::int64_t>(sdk::kPartsMax)) {
    return fail(too_many_files(sdk::kPartsMax));
  }
  return {};
}

Result<sdk::StepResult> write_parts(const CsvWrite& write, const SplitLimits& limits) {
  OSIRIS_CHECKED(check_file_count(write, limits));
  OSIRIS_TRY(const auto files, PartFiles::open(write.config, write.path, write.context.files));
  Splitter splitter(write, limits, *files);
  exchange::Database& database = write.context.connection.database();
  OSIRIS_CHECKED(exchange::export_csv_rows(
      database, write.input.relation, write.columns, write.format,
      [&](const exchange::RowText& rows) { return splitter.take(rows); }, database.threads(),
      write.context.control()));
  OSIRIS_CHECKED(splitter.finish());
  OSIRIS_TRY(WrittenParts written, files->commit());
  if (written.removed > 0) {
    write.context.observer.note("removed " + std::to_string(written.removed) +
                                " files of an earlier split into more files");
  }
  return result_of(std::move(written.files));
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const sdk::StepInput* const input, single_input(context, kCsvCodes));
  const std::string name = config.text("path");
  const Path path = context.resolve_path(name);
  if (!parse_packing(config.text("compression"))) {
    OSIRIS_CHECKED(check_written_ending(path, name));
  }
  OSIRIS_TRY(auto columns, columns_to_write(config, *input, context));
  CsvWrite write{.config = config,
                 .context = context,
                 .input = *input,
                 .columns = std::move(columns),
                 .name = name,
                 .path = path,
                 .packing = packing_of(config, path),
                 .encoding = parse_encoding(config.text("encoding")),
                 .format = format_of(config),
                 .appends = config.text("if_exists") == "append"};
  if (const auto limits = split_limits(config)) {
    return write_parts(write, *limits);
  }
  return write_file(std::move(write));
}

}  // namespace

sdk::Component filesystem_csv_writer(std::string_view spec_yaml) {
  return {.name = "filesystem.csv_writer",
          .spec_yaml = spec_yaml,
          .run = run,
          .doctor = check_base_dir};
}

}  // namespace osiris::components
