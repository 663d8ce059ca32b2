// filesystem.csv_extractor: one CSV file becomes the step's relation. Options: spec.yaml beside
// this file; rules of types and NULL: docs/guide/csv.md.

#include "components/filesystem.csv_extractor/component.h"
#include "components/filesystem.csv_extractor/load.h"
#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem.csv_extractor/survey.h"
#include "osiris/base/text.h"

namespace osiris::components {
namespace {

/// DuckDB takes these in a path for patterns, and the database is confined to the one file.
Status check_path(const std::string& path) {
  if (path.find_first_of("*?[") == std::string::npos) {
    return {};
  }
  return fail(kFileNotFound, "path '" + printable(path) + "' has one of * ? [ in it",
              "patterns are not expanded: use one step for each file, and rename a file that has "
              "such a character in its name");
}

void warn_of_names(const CsvSurvey& survey, sdk::StepObserver& observer) {
  for (const auto& [header, name] : survey.findings().renamed) {
    observer.warn("csv.column_renamed",
                  survey.name() + ": the column '" + printable(header) + "' is called '" +
                      printable(name) + "', because " +
                      (header.empty() ? "it has no name" : "another one has its name"),
                  1);
  }
}

void warn_of_rounding(const CsvSurvey& survey, sdk::StepObserver& observer) {
  for (const ColumnSurvey& column : survey.findings().columns) {
    if (const std::int64_t count = column.rounded_count(); count > 0) {
      observer.warn("csv.digits_lost",
                    survey.name() + ":" + std::to_string(column.first_rounded().line) +
                        ": column '" + printable(column.name()) + "' is DOUBLE, which rounds '" +
                        printable(column.first_rounded().value) +
                        "'; declare DECIMAL or VARCHAR in 'dtype' to keep every digit",
                    count);
    }
  }
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  const std::string name = config.text("path");
  OSIRIS_CHECKED(check_path(name));
  OSIRIS_TRY(const CsvOptions options, read_options(config));
  const Path path = context.resolve_path(name);
  OSIRIS_TRY(OpenedFile file, open_file(path, name, options.packing, options.encoding));
  OSIRIS_TRY(const auto survey, CsvSurvey::open(std::move(file.text), options, name));
  warn_of_names(*survey, context.observer);
  OSIRIS_TRY(const std::int64_t rows, load_csv(*survey, options, path, context));
  warn_of_rounding(*survey, context.observer);
  return sdk::StepResult{
      .relation = context.step_id, .rows_in = rows, .rows_out = rows, .bytes = file.bytes};
}

}  // namespace

sdk::Component filesystem_csv_extractor(std::string_view spec_yaml) {
  return {"filesystem.csv_extractor", spec_yaml, run};
}

}  // namespace osiris::components
