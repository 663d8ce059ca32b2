#include "components/filesystem.json_extractor/foresee.h"

#include "components/filesystem.json_extractor/json_columns.h"
#include "components/filesystem.json_extractor/learn.h"
#include "components/filesystem/discover.h"
#include "osiris/base/text.h"

#include <utility>

namespace osiris::components {
namespace {

/// So much text is looked at before the run. Unit: bytes.
constexpr std::uintmax_t kForeseenBytes = std::uintmax_t{256} << 10;

/// What stands in the way of a step; its columns may be known all the same.
sdk::Foresight obstructed(Error error, sdk::Foresight foresight) {
  if (foresight.certainty == sdk::Certainty::kUnknown) {
    foresight.basis = error.message;
  }
  foresight.obstacle = std::move(error).with(std::string(sdk::kOptionDetail), "path");
  return foresight;
}

/// Foresees what the options alone say.
sdk::Foresight foresee_declared(const JsonOptions& options) {
  sdk::Foresight foresight;
  const auto declared = declared_columns(options);
  if (auto texts = declared ? exchange::column_texts(*declared) : std::nullopt) {
    foresight.columns = *std::move(texts);
    foresight.certainty = sdk::Certainty::kCertain;
    foresight.basis =
        options.declared.schema.empty() ? "the options columns and dtype" : "the option schema";
  }
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
  sdk::Foresight foresight = foresee_declared(options);
  const auto read = find_what_to_read(config, std::move(options), context);
  if (!read.has_value()) {
    return obstructed(read.error(), std::move(foresight));
  }
  const auto learned = learn_shape(*read, kForeseenBytes, {});
  if (!learned.has_value()) {
    return obstructed(learned.error(), std::move(foresight));
  }
  const auto columns = json_columns(*read, *learned);
  if (!columns.has_value()) {
    const bool names_option = !columns.error().detail(sdk::kOptionDetail).empty();
    if (learned->ended) {
      return names_option ? Result<sdk::Foresight>(fail(columns.error()))
                          : obstructed(columns.error(), std::move(foresight));
    }
    if (foresight.certainty == sdk::Certainty::kUnknown) {
      foresight.basis = columns.error().message;  // A later record may have the key.
    }
    return foresight;
  }
  auto texts = exchange::column_texts(*columns);
  if (texts && foresight.certainty == sdk::Certainty::kUnknown) {
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
