#include "osiris/sdk/sample.h"

#include "osiris/exchange/sql_text.h"
#include "osiris/sdk/config_check.h"

namespace osiris::sdk {
namespace {

constexpr const char* kSampleStep = "sample";

/// Samples come without a log.
class SilentObserver final : public StepObserver {
 public:
  void measure(const session::Metric&, std::int64_t) override {}
  void warn(std::string_view, std::string_view, std::int64_t) override {}
  void note(std::string_view) override {}
  void progress(const exchange::Progress&) override {}
};

}  // namespace

Result<exchange::TextTable> read_sample(const Sampling& sampling,
                                        const ConnectionSettings& settings,
                                        const DiscoverContext& context) {
  Value limited = sampling.config;
  limited.set("limit", context.samples);
  const StepConfig config(complete_config(context.spec, limited, true));
  OSIRIS_TRY(const auto connection, exchange::Database::open_for_files(sampling.files));
  SilentObserver observer;
  StepContext step{.step_id = kSampleStep,
                   .inputs = {},
                   .places = {.project_dir = context.project_dir, .artifacts_dir = {}},
                   .settings = &settings,
                   .connection = *connection,
                   .files = context.files,
                   .observer = observer,
                   .stop = sampling.stop};
  OSIRIS_CHECKED(sampling.run(config, step));
  return connection->query_text("SELECT * FROM " + exchange::quote_identifier(kSampleStep),
                                context.samples, step.control());
}

}  // namespace osiris::sdk
