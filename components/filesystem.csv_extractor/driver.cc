// filesystem.csv_extractor: CSV files become the step's relation. Options: spec.yaml beside
// this file; rules of types and NULL: docs/guide/csv.md.

#include "components/filesystem.csv_extractor/component.h"
#include "components/filesystem.csv_extractor/csv_discovery.h"
#include "components/filesystem.csv_extractor/foresee.h"
#include "components/filesystem.csv_extractor/load.h"
#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem/discover.h"
#include "components/filesystem/doctor.h"

namespace osiris::components {
namespace {

constexpr const char* kPath = "path";

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const CsvOptions options, read_options(config));
  OSIRIS_TRY(const auto files,
             find_csv_files(config, options, path_resolver(context), context.files));
  OSIRIS_TRY(const LoadedFiles loaded, load_csv(files, options, context));
  sdk::StepResult result{.relation = context.step_id,
                         .rows_in = loaded.rows + loaded.bad_lines,
                         .rows_out = loaded.rows,
                         .rows_rejected = loaded.bad_lines,
                         .bytes = loaded.bytes};
  if (options.bad_lines == BadLines::kReject) {
    result.outputs.push_back({.name = kRejects, .rows = loaded.bad_lines});
  }
  return result;
}

Result<sdk::Foresight> foresee(const sdk::StepConfig& config, const sdk::ForeseeContext& context) {
  OSIRIS_TRY(const CsvOptions options, read_options(config));
  OSIRIS_TRY(sdk::Foresight foresight, foresee_csv(config, options, context));
  if (foresight.obstacle) {
    foresight.obstacle->details.emplace_back(sdk::kOptionDetail, kPath);
  }
  return foresight;
}

Result<sdk::Discovery> discover(const sdk::ConnectionSettings& settings,
                                const sdk::DiscoverContext& context) {
  return discover_files({.run = run,
                         .foresee = foresee,
                         .count_rows = count_csv_rows,
                         .endings = csv_endings(),
                         .first_config = guess_csv_config},
                        settings, context);
}

}  // namespace

sdk::Component filesystem_csv_extractor(std::string_view spec_yaml) {
  return {.name = "filesystem.csv_extractor",
          .spec_yaml = spec_yaml,
          .run = run,
          .foresee = foresee,
          .doctor = check_base_dir,
          .discover = discover};
}

}  // namespace osiris::components
