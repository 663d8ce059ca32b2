// filesystem.json_extractor: objects of JSON files become the step's relation. Options: spec.yaml
// beside this file; rules of types: docs/guide/json.md.

#include "components/filesystem.json_extractor/component.h"
#include "components/filesystem.json_extractor/json_source.h"
#include "components/filesystem/discover.h"
#include "components/filesystem/doctor.h"
#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"

#include <algorithm>
#include <limits>

namespace osiris::components {
namespace {

constexpr const char* kPath = "path";
/// How the names of JSON files in a folder end.
const std::vector<std::string_view> kEndings{".json", ".jsonl", ".ndjson"};

/// So much is looked at before the run. Unit: bytes.
constexpr std::uintmax_t kForeseenBytes = std::uintmax_t{256} << 10;

/// Splits a JSON pointer: `/data/items` is data, items; `~1` is a slash and `~0` a tilde.
std::vector<std::string> keys_of(const std::string& pointer) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      keys.emplace_back();
    } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
      keys.back() += pointer[++i] == '1' ? '/' : '~';
    } else {
      keys.back() += pointer[i];
    }
  }
  return keys;
}

/// Finds the files, and reads what is to be made of them.
Result<JsonRead> read_options(const sdk::StepConfig& config, const PathResolver& resolve,
                              const FileSystem& files) {
  JsonRead read;
  OSIRIS_TRY(read.files, find_named_files(config, kEndings, resolve, files));
  const std::string format = config.text("format");
  read.layout.format = format == "array"    ? JsonFormat::kArray
                       : format == "ndjson" ? JsonFormat::kLines
                                            : JsonFormat::kAuto;
  read.layout.records_path = keys_of(config.text("records_path"));
  read.source_file_column = config.text("source_file_column");
  if (config.has("limit")) {
    read.rows_max = config.integer("limit");
  }
  return read;
}

/// Returns the columns to take, in their order.
Result<exchange::Schema> columns_of(const sdk::StepConfig& config, const JsonRead& read,
                                    const JsonShape& rows) {
  exchange::Schema all;
  std::vector<std::string> known;
  for (const auto& [name, shape] : rows.fields()) {
    all.push_back({name, shape->type()});
    known.push_back(name);
  }
  exchange::Schema chosen = config.has("columns") ? exchange::Schema() : all;
  for (const std::string& name : config.texts("columns")) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      return fail(
          exchange::kColumnMissing,
          read.files.front().name + " has no key '" + printable(name) + "'" + suggest(name, known),
          "its keys are: " + join(known, ", "));
    }
    chosen.push_back(all[static_cast<std::size_t>(found - known.begin())]);
  }
  if (chosen.empty()) {
    return fail(kJsonShape,
                read.files.front().name + " has no object with a key, so that no column is known",
                "check 'path' and 'records_path'");
  }
  if (!read.source_file_column.empty()) {
    chosen.push_back({read.source_file_column, exchange::TypeId::kVarchar});
  }
  return chosen;
}

void warn_of_columns(const exchange::Schema& columns, const JsonShape& rows, const JsonRead& read,
                     sdk::StepObserver& observer) {
  for (const auto& field : rows.fields()) {
    const bool taken = std::any_of(
        columns.begin(), columns.end(),
        [&field](const exchange::Column& column) { return column.name == field.first; });
    const std::string place =
        read.files.front().name + ": column '" + printable(field.first) + "' ";
    if (taken && field.second->is_mixed()) {
      observer.warn("json.mixed_types",
                    place +
                        "has values of several kinds (numbers, texts, lists, objects) and is "
                        "JSON, which keeps each as it is",
                    1);
    } else if (taken && field.second->has_text_numbers()) {
      observer.warn("json.numbers_as_text",
                    place + "has numbers that no type holds, and is VARCHAR with all digits", 1);
    }
  }
}

void warn_of_rounding(const JsonSource& source, sdk::StepObserver& observer) {
  for (std::size_t i = 0; i < source.rounded().size(); ++i) {
    const JsonLoss& loss = source.rounded()[i];
    if (loss.count > 0) {
      observer.warn("json.digits_lost",
                    loss.first + " in column '" + printable(source.schema()[i].name) +
                        "' is rounded by DOUBLE, the type for numbers with a fraction",
                    loss.count);
    }
  }
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const JsonRead read, read_options(config, path_resolver(context), context.files));
  constexpr auto kAll = std::numeric_limits<std::uintmax_t>::max();
  OSIRIS_TRY(const LearnedShape learned, learn_shape(read, context.files, kAll, context.stop));
  OSIRIS_TRY(exchange::Schema columns, columns_of(config, read, learned.rows));
  JsonSource source(read, columns, context.files);
  OSIRIS_TRY(const auto stats,
             exchange::ingest(context.connection, context.step_id, source, context.control()));
  warn_of_columns(columns, learned.rows, read, context.observer);
  warn_of_rounding(source, context.observer);
  return sdk::StepResult{.relation = context.step_id,
                         .rows_in = stats.rows,
                         .rows_out = stats.rows,
                         .bytes = bytes_of(read.files)};
}

sdk::Foresight obstructed(Error error) {
  sdk::Foresight foresight;
  foresight.basis = error.message;
  foresight.obstacle = std::move(error).with(std::string(sdk::kOptionDetail), kPath);
  return foresight;
}

Result<sdk::Foresight> foresee(const sdk::StepConfig& config, const sdk::ForeseeContext& context) {
  const std::string name = join(config.texts(kPath), ", ");
  auto read = read_options(config, path_resolver(context), context.files);
  if (!read.has_value()) {
    return obstructed(std::move(read).error());
  }
  auto learned = learn_shape(*read, context.files, kForeseenBytes, {});
  if (!learned.has_value()) {
    return obstructed(std::move(learned).error());
  }
  const auto columns = columns_of(config, *read, learned->rows);
  sdk::Foresight foresight;
  if (!columns.has_value() && !learned->ended) {
    foresight.basis = columns.error().message;  // A later record may have the key.
    return foresight;
  }
  if (!columns.has_value() && columns.error().is(exchange::kColumnMissing)) {
    return fail(Error(columns.error()).with(std::string(sdk::kOptionDetail), "columns"));
  }
  if (!columns.has_value()) {
    return obstructed(columns.error());
  }
  if (auto texts = exchange::column_texts(*columns)) {
    foresight.columns = *std::move(texts);
    foresight.certainty = learned->ended ? sdk::Certainty::kSeen : sdk::Certainty::kLikely;
    foresight.basis = learned->ended
                          ? name + " as it is now"
                          : "the first " + format_bytes(static_cast<std::int64_t>(kForeseenBytes)) +
                                " of " + name;
  }
  return foresight;
}

/// Counts the records of the first part of one file, and goes on as if the rest were like it.
Result<sdk::RowCount> count_rows(const sdk::StepConfig& config,
                                 const sdk::ForeseeContext& context) {
  OSIRIS_TRY(const JsonRead read, read_options(config, path_resolver(context), context.files));
  const NamedFile& file = read.files.front();
  OSIRIS_TRY(JsonRecordReader reader,
             JsonRecordReader::open(file.path, file.name, read.layout, context.files));
  FilePart part{.file_bytes = static_cast<std::int64_t>(file.stamp.bytes)};
  while (part.bytes < static_cast<std::int64_t>(kForeseenBytes)) {
    OSIRIS_TRY(const auto record, reader.next());
    if (!record) {
      part.is_all = true;
      break;
    }
    ++part.rows;
    part.bytes += static_cast<std::int64_t>(record->text.size()) + 1;  // What divides records.
  }
  return rows_of_part(part);
}

Result<sdk::Discovery> discover(const sdk::ConnectionSettings& settings,
                                const sdk::DiscoverContext& context) {
  return discover_files({.run = run,
                         .foresee = foresee,
                         .count_rows = count_rows,
                         .endings = kEndings,
                         .first_config = nullptr},
                        settings, context);
}

}  // namespace

sdk::Component filesystem_json_extractor(std::string_view spec_yaml) {
  return {.name = "filesystem.json_extractor",
          .spec_yaml = spec_yaml,
          .run = run,
          .foresee = foresee,
          .doctor = check_base_dir,
          .discover = discover};
}

}  // namespace osiris::components
