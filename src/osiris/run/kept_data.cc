#include "osiris/run/kept_data.h"

#include "osiris/exchange/relation.h"

namespace osiris::run {

Error data_lost_error(const compile::ManifestStep& step) {
  return make_error(kDataLost,
                    "what step '" + step.id + "' made is not in the session's database any more",
                    "run the pipeline anew, or make it again with `--from " + step.id + "`");
}

Status check_kept_data(const compile::Manifest& manifest, const std::vector<StepFate>& fates,
                       const FinishedSteps& finished, exchange::Connection& connection) {
  for (std::size_t i = 0; i < fates.size(); ++i) {
    const compile::ManifestStep& step = manifest.steps[i];
    if (fates[i] != StepFate::kKeep || step.mode == sdk::Mode::kWrite) {
      continue;
    }
    const auto rows = exchange::count_rows(connection, step.id);
    if (!rows.has_value() || *rows != finished.at(step.id)) {
      return fail(data_lost_error(step));
    }
  }
  return {};
}

}  // namespace osiris::run
