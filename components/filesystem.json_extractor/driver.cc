// filesystem.json_extractor: objects of JSON files become the step's relation. Options: spec.yaml
// beside this file; rules of types: docs/guide/json.md.

#include "components/filesystem.json_extractor/component.h"
#include "components/filesystem.json_extractor/foresee.h"
#include "components/filesystem.json_extractor/json_columns.h"
#include "components/filesystem.json_extractor/json_source.h"
#include "components/filesystem/discover.h"
#include "components/filesystem/doctor.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <limits>

namespace osiris::components {
namespace {

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
      observer.warn(
          "json.digits_lost",
          loss.first + " in column '" + printable(source.schema()[i].name) + "' is rounded by " +
              (source.schema()[i].type.id == exchange::TypeId::kFloat ? "FLOAT" : "DOUBLE") +
              "; declare DECIMAL, VARCHAR or JSON to keep every digit",
          loss.count);
    }
  }
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  JsonRead read;
  OSIRIS_TRY(read.options, read_json_options(config));
  OSIRIS_TRY(read.files,
             find_json_files(config, read.options, path_resolver(context), context.files));
  const bool is_known = is_known_beforehand(read.options);
  LearnedShape learned;
  if (!is_known) {
    constexpr auto kAll = std::numeric_limits<std::uintmax_t>::max();
    OSIRIS_TRY(learned, learn_shape(read, kAll, context.stop));
  }
  OSIRIS_TRY(const exchange::Schema columns, json_columns(read, learned));
  JsonSource source(read, columns, context.files, is_known ? JsonLook::kNever : JsonLook::kBefore);
  OSIRIS_TRY(const auto stats,
             exchange::ingest(context.connection, context.step_id, source, context.control()));
  warn_of_columns(columns, learned.rows, read, context.observer);
  warn_of_rounding(source, context.observer);
  return sdk::StepResult{.relation = context.step_id,
                         .rows_in = stats.rows,
                         .rows_out = stats.rows,
                         .bytes = bytes_of(read.files)};
}

Result<sdk::Discovery> discover(const sdk::ConnectionSettings& settings,
                                const sdk::DiscoverContext& context) {
  return discover_files({.run = run,
                         .foresee = foresee_json,
                         .count_rows = count_json_rows,
                         .endings = json_endings(),
                         .first_config = nullptr},
                        settings, context);
}

}  // namespace

sdk::Component filesystem_json_extractor(std::string_view spec_yaml) {
  return {.name = "filesystem.json_extractor",
          .spec_yaml = spec_yaml,
          .run = run,
          .foresee = foresee_json,
          .doctor = check_base_dir,
          .discover = discover};
}

}  // namespace osiris::components
