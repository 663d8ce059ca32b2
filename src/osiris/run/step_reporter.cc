#include "osiris/run/step_reporter.h"

#include "osiris/run/process_memory.h"

namespace osiris::run {
namespace {

// Four lines a second look alive and keep the log of an hour's step below 15,000 lines.
constexpr std::chrono::milliseconds kProgressInterval{250};

}  // namespace

void StepReporter::measure(const session::Metric& metric, std::int64_t value) {
  log_.measure(metric, Value(value), step_id_);
}

void StepReporter::warn(std::string_view code, std::string_view message, std::int64_t count) {
  session::StepWarning warning{.step_id = step_id_,
                               .code = std::string(code),
                               .message = redactor_.redact(message),
                               .count = count};
  log_.emit(warning);
  const std::lock_guard<std::mutex> hold(mutex_);
  warnings_.push_back(std::move(warning));
}

void StepReporter::forget_warnings() {
  const std::lock_guard<std::mutex> hold(mutex_);
  warnings_.clear();
}

std::vector<session::StepWarning> StepReporter::warnings() const {
  const std::lock_guard<std::mutex> hold(mutex_);
  return warnings_;
}

void StepReporter::note(std::string_view text) {
  log_.note("INFO", "step '" + step_id_ + "': " + std::string(text));
}

void StepReporter::progress(const exchange::Progress& progress) {
  {
    const std::lock_guard<std::mutex> hold(mutex_);
    const std::chrono::nanoseconds now = clock_.monotonic();
    if (last_progress_.has_value() && now - *last_progress_ < kProgressInterval) {
      return;
    }
    last_progress_ = now;
  }
  log_.emit(session::StepProgress{.step_id = step_id_,
                                  .percent = progress.percent,
                                  .rows = progress.rows,
                                  .bytes = progress.bytes,
                                  .memory_bytes = process_memory(files_).now});
}

}  // namespace osiris::run
