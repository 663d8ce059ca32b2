#include "components/filesystem.csv_extractor/foresee.h"

#include "components/filesystem.csv_extractor/bad_lines.h"
#include "components/filesystem/named_files.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <utility>

namespace osiris::components {
namespace {

/// What a look at the start of the file shows.
struct Look {
  exchange::Schema schema;
  bool types_are_final = false;
};

Result<Look> look_at_files(const sdk::StepConfig& config, const CsvOptions& options,
                           const sdk::ForeseeContext& context) {
  OSIRIS_TRY(const std::vector<NamedFile> files,
             find_csv_files(config, options, path_resolver(context), context.files));
  BadLineCount bad_lines(options);
  OSIRIS_TRY(const auto records, FileRecords::open(files, options, bad_lines.handler()));
  OSIRIS_TRY(auto columns, make_columns(records->columns(), options, files.front().name));
  const bool all_declared =
      std::all_of(columns.begin(), columns.end(), [](const CsvColumn& column) {
        return !column.rule().selected || column.rule().declared.has_value();
      });
  const std::atomic<bool> interrupted = false;
  OSIRIS_CHECKED(look(*records, columns, kForeseenBytes, interrupted));
  const bool ended = records->next() == nullptr && records->outcome().has_value();
  const CsvSource source(*records, columns, options);
  return Look{source.schema(), all_declared || ended};
}

/// Returns the columns that the options name and type; nothing if the files have a say.
std::optional<exchange::Schema> declared_columns(const CsvOptions& options) {
  auto schema = options.declared.typed(options.columns);
  if (schema && !options.source_file_column.empty()) {
    schema->push_back({options.source_file_column, exchange::TypeId::kVarchar});
  }
  return schema;
}

void take_columns(sdk::Foresight& foresight, const exchange::Schema& schema,
                  sdk::Certainty certainty, std::string basis) {
  if (auto columns = exchange::column_texts(schema)) {
    foresight.columns = *std::move(columns);
    foresight.certainty = certainty;
    foresight.basis = std::move(basis);
  }
}

}  // namespace

Result<sdk::Foresight> foresee_csv(const sdk::StepConfig& config, const CsvOptions& options,
                                   const sdk::ForeseeContext& context) {
  sdk::Foresight foresight;
  const std::vector<std::string> paths = config.texts("path");
  const std::string name =
      paths.front() +
      (paths.size() == 1 ? "" : " and " + std::to_string(paths.size() - 1) + " more");
  const auto declared = declared_columns(options);
  auto look = look_at_files(config, options, context);
  if (!look.has_value() && look.error().is(kCsvOption)) {
    return fail(std::move(look).error());
  }
  if (declared) {
    take_columns(foresight, *declared, sdk::Certainty::kCertain, "the options columns and dtype");
  } else if (look.has_value()) {
    take_columns(foresight, look->schema,
                 look->types_are_final ? sdk::Certainty::kSeen : sdk::Certainty::kLikely,
                 look->types_are_final
                     ? name + " as it is now"
                     : "the first " + format_bytes(kForeseenBytes) + " of " + name);
  }
  if (!look.has_value()) {
    foresight.basis = declared ? foresight.basis : look.error().message;
    foresight.obstacle = std::move(look).error();
  }
  return foresight;
}

}  // namespace osiris::components
