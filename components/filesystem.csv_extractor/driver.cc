// filesystem.csv_extractor: one CSV file becomes the step's relation. Options: spec.yaml beside
// this file; rules of types and NULL: docs/guide/csv.md.

#include "components/filesystem.csv_extractor/component.h"
#include "components/filesystem.csv_extractor/foresee.h"
#include "components/filesystem.csv_extractor/load.h"
#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem/doctor.h"
#include "osiris/base/text.h"

namespace osiris::components {
namespace {

/// Whoever writes these means several files, not one whose name has them.
Status check_path(const std::string& path) {
  if (path.find_first_of("*?[") == std::string::npos) {
    return {};
  }
  return fail(kFileNotFound, "path '" + printable(path) + "' has one of * ? [ in it",
              "patterns are not expanded: use one step for each file, and rename a file that has "
              "such a character in its name");
}

constexpr const char* kPath = "path";

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  const std::string name = config.text(kPath);
  OSIRIS_CHECKED(check_path(name));
  OSIRIS_TRY(const CsvOptions options, read_options(config));
  const Path path = context.resolve_path(name);
  OSIRIS_TRY(const LoadedFile loaded, load_csv(path, name, options, context));
  return sdk::StepResult{.relation = context.step_id,
                         .rows_in = loaded.rows,
                         .rows_out = loaded.rows,
                         .bytes = loaded.bytes};
}

Result<sdk::Foresight> foresee(const sdk::StepConfig& config, const sdk::ForeseeContext& context) {
  const std::string name = config.text(kPath);
  if (auto status = check_path(name); !status.has_value()) {
    return fail(std::move(status).error().with(std::string(sdk::kOptionDetail), kPath));
  }
  OSIRIS_TRY(const CsvOptions options, read_options(config));
  OSIRIS_TRY(
      sdk::Foresight foresight,
      foresee_csv(sdk::resolve_path(name, context.settings, context.project_dir), name, options));
  if (foresight.obstacle) {
    foresight.obstacle->details.emplace_back(sdk::kOptionDetail, kPath);
  }
  return foresight;
}

}  // namespace

sdk::Component filesystem_csv_extractor(std::string_view spec_yaml) {
  return {.name = "filesystem.csv_extractor",
          .spec_yaml = spec_yaml,
          .run = run,
          .foresee = foresee,
          .doctor = check_base_dir};
}

}  // namespace osiris::components
