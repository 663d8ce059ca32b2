#include "osiris/run/step_runner.h"

#include "osiris/base/text.h"
#include "osiris/exchange/relation.h"
#include "osiris/run/source_files.h"
#include "osiris/run/step_ledger.h"
#include "osiris/run/step_reporter.h"
#include "osiris/run/step_setup.h"
#include "osiris/run/step_state.h"
#include "osiris/run/step_stop.h"
#include "osiris/session/event.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <new>

namespace osiris::run {
namespace {

/// Everything that the attempts of one step share.
struct StepRun {
  const compile::ManifestStep& step;
  const Value* state;  ///< What an earlier run left; null if nothing.
  ExecutionContext& context;
  AdapterServices& services;
  StepReporter& reporter;
  const StepStop& stop;
};

/// Calls the driver. The one place where an exception of a component ends.
Result<sdk::StepResult> call_driver(sdk::RunFunction driver, const sdk::StepConfig& config,
                                    sdk::StepContext& context) {
  try {
    return driver(config, context);
  } catch (const std::bad_alloc&) {
    return fail(kMemoryExhausted, "the machine has no memory left for the step",
                "run fewer things at once, or lower --memory-limit");
  } catch (const std::exception& escaped) {
    return fail(kBug, std::string("the component threw an exception: ") + escaped.what());
  } catch (...) {
    return fail(kBug, "the component threw something that is no exception");
  }
}

/// Says what a failure was if the step was to stop: the driver's own words for an interrupted call
/// do not matter then.
Error explain_stop(const StepRun& run, Error error) {
  if (!run.stop.token().stop_requested() || error.fault == Fault::kBug) {
    return error;
  }
  Error stopped = run.stop.timed_out() ? make_error(kTimedOut,
                                                    "the step took longer than its timeout of " +
                                                        format_duration(run.step.timeout_ms),
                                                    "raise `timeout`, or make the step smaller")
                                       : make_error(kCancelled, "the step was stopped");
  if (!error.is(kCancelled)) {
    stopped.details.emplace_back("interrupted_with", error.message);
  }
  return stopped;
}

/// Removes what a failed attempt may have left. What cannot be removed now (full disk) is at least
/// said: a relation that stays is the next run's to replace.
void drop_output(const StepRun& run) {
  const auto dropped = [&]() -> Status {
    OSIRIS_TRY(exchange::Database* const database, run.context.database());
    OSIRIS_TRY(const auto connection, database->connect());
    for (const compile::ManifestOutput& output : run.step.outputs) {
      OSIRIS_CHECKED(
          exchange::drop_relation(*connection, sdk::output_relation(run.step.id, output.name)));
    }
    return exchange::drop_relation(*connection, run.step.id);
  }();
  if (!dropped.has_value()) {
    run.reporter.note("its relation could not be dropped: " + dropped.error().message);
  }
}

Result<sdk::StepResult> run_attempt(const StepRun& run, const StepSetup& setup) {
  if (run.stop.token().stop_requested()) {
    return fail(kCancelled, "the step was stopped before it began");
  }
  OSIRIS_TRY(const sdk::Component* const component,
             run.services.registry.component(run.step.component));
  OSIRIS_TRY(exchange::Database* const database, run.context.database());
  OSIRIS_TRY(const auto connection, database->connect());
  sdk::StepContext context{.step_id = run.step.id,
                           .inputs = setup.inputs,
                           .places = setup.places,
                           .settings = setup.settings.has_value() ? &*setup.settings : nullptr,
                           .state = run.state,
                           .connection = *connection,
                           .files = run.services.files,
                           .observer = run.reporter,
                           .stop = run.stop.token()};
  OSIRIS_TRY(sdk::StepResult result,
             call_driver(component->run, sdk::StepConfig(run.step.config), context));
  OSIRIS_TRY(result, check_ledger(run.step, std::move(result), *connection));
  OSIRIS_CHECKED(keep_step_state(run.step, result, run.state, {.root = run.context.base_path()},
                                 run.services.files));
  return result;
}

std::chrono::milliseconds retry_delay(const oml::Retry& retry, int failed_attempt) {
  const double delay_ms =
      static_cast<double>(retry.delay_ms) * std::pow(retry.backoff, failed_attempt - 1);
  const auto most_ms = static_cast<double>(retry.max_delay_ms);
  return std::chrono::milliseconds(std::llround(std::clamp(delay_ms, 0.0, std::max(0.0, most_ms))));
}

/// Begins a further attempt. It reads files as they are now, so what is noted of them is made new.
void begin_again(const StepRun& run, const StepSetup& setup, int attempt) {
  run.reporter.forget_warnings();
  run.services.log.emit(
      session::StepStart{.step_id = run.step.id, .driver = run.step.component, .attempt = attempt});
  const session::SessionFolder folder{.root = run.context.base_path()};
  const auto noted = note_source_files(run.step, setup.places.project_dir, folder, run.services);
  if (!noted.has_value()) {
    run.reporter.note("the files that it reads could not be noted: " + noted.error().message);
  }
}

/// Runs attempts until one succeeds or trying again makes no sense; counts them in `attempts`.
Result<sdk::StepResult> run_attempts(const StepRun& run, const StepSetup& setup, int& attempts) {
  for (attempts = 1;; ++attempts) {
    if (attempts > 1) {
      begin_again(run, setup, attempts);
    }
    auto result = run_attempt(run, setup);
    if (result.has_value()) {
      return result;
    }
    drop_output(run);
    Error error = explain_stop(run, std::move(result).error());
    if (!error.transient || attempts >= run.step.retry.max_attempts) {
      return fail(std::move(error));
    }
    const std::chrono::milliseconds delay = retry_delay(run.step.retry, attempts);
    run.services.log.emit(session::StepRetry{.step_id = run.step.id,
                                             .attempt = attempts,
                                             .delay_ms = delay.count(),
                                             .error_code = error.code,
                                             .message = error.message});
    if (!run.stop.wait(delay)) {
      return fail(explain_stop(run, std::move(error)));
    }
  }
}

/// Masks known secrets: an error goes to terminals and indexes, not only through the log.
Error redact(Error error, const session::Redactor& redactor) {
  error.message = redactor.redact(std::string_view(error.message));
  error.hint = redactor.redact(std::string_view(error.hint));
  for (auto& [key, value] : error.details) {
    value = redactor.redact(std::string_view(value));
  }
  return error;
}

std::vector<std::pair<std::string, std::int64_t>> outputs_of(const sdk::StepResult& result) {
  std::vector<std::pair<std::string, std::int64_t>> outputs;
  for (const sdk::StepOutput& output : result.outputs) {
    outputs.emplace_back(output.name, output.rows);
  }
  return outputs;
}

void report_success(const StepRun& run, const StepOutcome& outcome) {
  const sdk::StepResult& result = outcome.result;
  if (run.step.mode == sdk::Mode::kRead ||
      (run.step.mode == sdk::Mode::kTransform && result.rows_in > 0)) {
    run.reporter.measure(session::kRowsRead, result.rows_in);
  }
  if (run.step.mode != sdk::Mode::kRead) {
    run.reporter.measure(session::kRowsWritten, result.rows_out);
  }
  run.reporter.measure(session::kRowsProcessed, result.rows_out);
  if (result.bytes > 0) {
    run.reporter.measure(
        run.step.mode == sdk::Mode::kWrite ? session::kBytesWritten : session::kBytesRead,
        result.bytes);
  }
  for (const sdk::WrittenFile& file : result.files) {
    run.services.log.emit(session::FileWritten{.step_id = run.step.id,
                                               .path = file.path.string(),
                                               .bytes = file.bytes,
                                               .rows = file.rows,
                                               .sha256 = file.sha256});
  }
  run.services.log.emit(session::StepComplete{.step_id = run.step.id,
                                              .driver = run.step.component,
                                              .rows_processed = result.rows_out,
                                              .duration_ms = outcome.duration_ms,
                                              .rows_in = result.rows_in,
                                              .rows_rejected = result.rows_rejected,
                                              .rows_filtered = result.rows_filtered,
                                              .rows_deduplicated = result.rows_deduplicated,
                                              .bytes = result.bytes,
                                              .outputs = outputs_of(result)});
}

}  // namespace

void report_failure(const compile::ManifestStep& step, const StepOutcome& outcome,
                    session::SessionLog& log) {
  const Error& error = *outcome.error;
  log.emit(session::StepFailed{.step_id = step.id,
                               .driver = step.component,
                               .error_code = error.code,
                               .error_class = std::string(to_string(error.fault)),
                               .message = error.message,
                               .hint = error.hint,
                               .duration_ms = outcome.duration_ms});
}

StepOutcome run_step(const compile::ManifestStep& step, const FinishedRelations& finished,
                     const RunOptions& options, ExecutionContext& context,
                     AdapterServices& services, std::stop_token stop) {
  const std::chrono::nanoseconds begin = services.clock.monotonic();
  StepReporter reporter(services, step.id);
  const StepStop step_stop(std::move(stop), step.timeout_ms);
  const auto state = options.states.find(step.id);
  const StepRun run{step,     state == options.states.end() ? nullptr : &state->second,
                    context,  services,
                    reporter, step_stop};
  StepOutcome outcome;
  outcome.step_id = step.id;
  outcome.component = step.component;
  outcome.attempts = 1;

  services.log.emit(session::StepStart{.step_id = step.id, .driver = step.component, .attempt = 1});
  for (const session::StepWarning& warning : options.known_warnings) {
    if (warning.step_id == step.id) {
      reporter.warn(warning.code, warning.message, warning.count);
    }
  }
  const auto setup = set_up_step(step, finished, options, context, services);
  auto result = setup.has_value() ? run_attempts(run, *setup, outcome.attempts)
                                  : Result<sdk::StepResult>(fail(setup.error()));

  const std::chrono::nanoseconds spent = services.clock.monotonic() - begin;
  outcome.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(spent).count();
  outcome.warnings = reporter.warnings();
  if (result.has_value()) {
    outcome.status = StepStatus::kComplete;
    outcome.result = std::move(*result);
    report_success(run, outcome);
  } else {
    outcome.status = StepStatus::kFailed;
    outcome.error = redact(std::move(result).error(), services.redactor);
    report_failure(step, outcome, services.log);
  }
  reporter.measure(session::kStepDurationMs, outcome.duration_ms);
  return outcome;
}

}  // namespace osiris::run
