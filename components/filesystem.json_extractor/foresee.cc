#include "components/filesystem.json_extractor/foresee.h"

#include "components/filesystem.json_extractor/json_columns.h"
#include "components/filesystem.json_extractor/json_source.h"
#include "components/filesystem/discover.h"
#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"

#include <utility>

namespace osiris::components {
namespace {

/// So much text is looked at before the run. Unit: bytes.
constexpr std::uintmax_t kForeseenBytes = std::uintmax_t{256} << 10;

sdk::Foresight obstructed(Error error) {
  sdk::Foresight foresight;
  foresight.basis = error.message;
  foresight.obstacle = std::move(error).with(std::string(sdk::kOptionDetail), "path");
  return foresight;
}

Result<JsonRead> find_what_to_read(const sdk::StepConfig& config, JsonOptions options,
                                   const sdk::ForeseeContext& context) {
  OSIRIS_TRY(auto files, find_json_files(config, options, path_resolver(context), context.files));
  return JsonRead{std::move(files), std::move(options)};
}

}  // namespace

Result<sdk::Foresight> foresee_json(const sdk::StepConfig& config,
                                    const sdk::ForeseeContext& context) {
  OSIRIS_TRY(JsonOptions options, read_json_options(config));
  const auto read = find_what_to_read(config, std::move(options), context);
  if (!read.has_value()) {
    return obstructed(read.error());
  }
  const auto learned = learn_shape(*read, kForeseenBytes, {});
  if (!learned.has_value()) {
    return obstructed(learned.error());
  }
  const auto columns = json_columns(*read, learned->rows);
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
    const std::string name = join(config.texts("path"), ", ");
    foresight.columns = *std::move(texts);
    foresight.certainty = learned->ended ? sdk::Certainty::kSeen : sdk::Certainty::kLikely;
    foresight.basis = learned->ended
                          ? name + " as it is now"
                          : "the first " + format_bytes(static_cast<std::int64_t>(kForeseenBytes)) +
                                " of " + name;
  }
  return foresight;
}

Result<sdk::RowCount> count_json_rows(const sdk::StepConfig& config,
                                      const sdk::ForeseeContext& context) {
  OSIRIS_TRY(JsonOptions options, read_json_options(config));
  OSIRIS_TRY(const JsonRead read, find_what_to_read(config, std::move(options), context));
  const NamedFile& file = read.files.front();
  OSIRIS_TRY(JsonRecordReader reader, open_records(file, read.options));
  FilePart part{.file_bytes = static_cast<std::int64_t>(file.stamp.bytes)};
  part.is_packed = read.options.packing_rule().of(file.path) != Packing::kNone;
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

}  // namespace osiris::components
