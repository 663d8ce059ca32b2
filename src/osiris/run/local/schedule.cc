#include "osiris/run/local/schedule.h"

#include "osiris/run/step_stop.h"
#include "osiris/session/event.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace osiris::run {
namespace {

// Reasons of step_skipped.
constexpr const char* kUpstreamFailed = "upstream_failed";
constexpr const char* kRunStopped = "run_stopped";

}  // namespace

Schedule::Schedule(const PreparedRun& prepared, ExecutionContext& context,
                   AdapterServices& services, std::stop_token stop)
    : prepared_(prepared),
      steps_(prepared.plan.steps),
      context_(context),
      services_(services),
      stop_(std::move(stop)),
      nodes_(steps_.size()),
      outcomes_(steps_.size()) {
  connect_steps();
}

void Schedule::connect_steps() {
  std::vector<std::vector<std::size_t>> needs = needs_of(prepared_.plan);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    outcomes_[i].step_id = steps_[i].id;
    outcomes_[i].component = steps_[i].component;
    for (const std::size_t needed : needs[i]) {
      nodes_[needed].dependents.push_back(i);
    }
    nodes_[i].needs = std::move(needs[i]);
    nodes_[i].unfinished = nodes_[i].needs.size();
    if (nodes_[i].unfinished == 0) {
      ready_.insert(i);
    }
  }
}

bool Schedule::run_all(ExecResult& result) {
  cannot_start_ = result.error.has_value();
  const std::size_t at_once =
      std::min(static_cast<std::size_t>(std::max(prepared_.options.concurrency, 1)), steps_.size());
  for (std::size_t i = 0; i < at_once; ++i) {
    workers_.emplace_back([this] { work(); });
  }
  std::unique_lock<std::mutex> lock(mutex_);
  wait_for_end(lock);
  const bool all_ended = ended_ == steps_.size();
  if (!all_ended) {
    give_up_steps();
  }
  result.steps = outcomes_;
  const auto failed = std::find_if(result.steps.begin(), result.steps.end(), [](const auto& step) {
    return step.status == StepStatus::kFailed;
  });
  if (failed != result.steps.end()) {
    result.error = failed->error;
    result.failed_step = failed->step_id;
  }
  const bool is_whole =
      std::none_of(result.steps.begin(), result.steps.end(),
                   [](const auto& step) { return step.status == StepStatus::kSkipped; });
  if (!result.error.has_value() && !is_whole) {
    result.error = make_error(kCancelled, "the run was stopped");
  }
  return all_ended;
}

/// Waits until all steps have ended, or only those are left that may be given up.
void Schedule::wait_for_end(std::unique_lock<std::mutex>& lock) {
  const auto all_ended = [&] { return ended_ == steps_.size(); };
  if (!prepared_.options.leave) {
    end_changed_.wait(lock, all_ended);
    return;
  }
  if (end_changed_.wait(lock, stop_, all_ended) ||
      end_changed_.wait_for(lock, kUnheardMax, all_ended)) {
    return;
  }
  end_changed_.wait(lock, [&] { return all_ended() || !has_running_writer(); });
}

bool Schedule::has_running_writer() const {
  return std::any_of(running_.begin(), running_.end(), [&](const auto& step) {
    return steps_[step.first].mode == sdk::Mode::kWrite;
  });
}

/// Reports the steps that go on as stopped, and what has not begun as skipped.
void Schedule::give_up_steps() {
  services_.log.keep_to_this_thread();
  given_up_ = true;
  changed_.notify_all();
  const std::chrono::nanoseconds now = services_.clock.monotonic();
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const auto running = running_.find(i);
    if (running == running_.end()) {
      if (!nodes_[i].ended) {
        outcomes_[i] = skip(i, reason_to_skip(i));
      }
      continue;
    }
    StepOutcome& outcome = outcomes_[i];
    outcome.status = StepStatus::kFailed;
    outcome.attempts = 1;
    outcome.duration_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - running->second).count();
    outcome.error =
        make_error(kCancelled, "the step was given up: what it was amid does not hear a stop");
    report_failure(steps_[i], outcome, services_.log);
  }
}

void Schedule::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (const std::optional<std::size_t> next = take_next(lock)) {
    if (const std::string reason = reason_to_skip(*next); !reason.empty()) {
      finish(*next, skip(*next, reason));
      continue;
    }
    const FinishedRelations finished = relations_for(*next);
    running_[*next] = services_.clock.monotonic();
    lock.unlock();
    StepOutcome outcome =
        run_step(steps_[*next], finished, prepared_.options, context_, services_, stop_);
    lock.lock();
    if (given_up_) {
      return;
    }
    running_.erase(*next);
    finish(*next, std::move(outcome));
  }
}

/// Takes the first step that is ready, waiting for one; nothing when there will be none.
std::optional<std::size_t> Schedule::take_next(std::unique_lock<std::mutex>& lock) {
  changed_.wait(lock, [&] { return !ready_.empty() || ended_ == steps_.size() || given_up_; });
  if (ready_.empty() || given_up_) {
    return std::nullopt;
  }
  return ready_.extract(ready_.begin()).value();
}

StepFate Schedule::fate_of(std::size_t index) const {
  const std::vector<StepFate>& fates = prepared_.options.fates;
  return fates.empty() ? StepFate::kRun : fates[index];
}

StepOutcome Schedule::skipped_outcome(std::size_t index) const {
  StepOutcome outcome = outcomes_[index];
  if (fate_of(index) == StepFate::kLeave) {
    outcome.status = StepStatus::kLeft;
  } else if (fate_of(index) == StepFate::kKeep) {
    outcome.status = StepStatus::kKept;
    const auto& known = prepared_.options.known_warnings;
    std::copy_if(known.begin(), known.end(), std::back_inserter(outcome.warnings),
                 [&](const auto& warning) { return warning.step_id == outcome.step_id; });
    outcome.result.rows_out = prepared_.options.finished.at(outcome.step_id);
    outcome.result.relation = steps_[index].mode == sdk::Mode::kWrite ? "" : outcome.step_id;
    for (const compile::ManifestOutput& output : steps_[index].outputs) {
      const std::string relation = sdk::output_relation(outcome.step_id, output.name);
      outcome.result.outputs.push_back(
          {.name = output.name, .rows = prepared_.options.finished.at(relation)});
    }
  }
  return outcome;
}

std::string Schedule::reason_to_skip(std::size_t index) const {
  if (fate_of(index) != StepFate::kRun) {
    return fate_of(index) == StepFate::kKeep ? "already_complete" : "not_selected";
  }
  if (!nodes_[index].loss.empty()) {
    return nodes_[index].loss;
  }
  const bool stops = failed_ && prepared_.options.on_failure == OnFailure::kStop;
  return stop_.stop_requested() || cannot_start_ || stops ? kRunStopped : "";
}

FinishedRelations Schedule::relations_for(std::size_t index) const {
  FinishedRelations relations;
  for (const std::size_t needed : nodes_[index].needs) {
    if (steps_[needed].mode != sdk::Mode::kWrite) {
      const std::string& id = steps_[needed].id;
      relations[id] = outcomes_[needed].result.rows_out;
      for (const sdk::StepOutput& output : outcomes_[needed].result.outputs) {
        relations[sdk::output_relation(id, output.name)] = output.rows;
      }
    }
  }
  return relations;
}

/// Says what a step that ended means for those that need it; empty if they can run. What a stop
/// request ended did not fail.
std::string Schedule::loss_by(std::size_t index, const StepOutcome& outcome) const {
  if (outcome.status == StepStatus::kFailed) {
    return outcome.error->is(kCancelled) ? kRunStopped : kUpstreamFailed;
  }
  if (outcome.status == StepStatus::kSkipped) {
    return nodes_[index].loss.empty() ? kRunStopped : nodes_[index].loss;
  }
  return "";
}

/// Reports a step as skipped; returns what became of it.
StepOutcome Schedule::skip(std::size_t index, const std::string& reason) {
  services_.log.emit(session::StepSkipped{.step_id = steps_[index].id, .reason = reason});
  StepOutcome outcome = skipped_outcome(index);
  for (const session::StepWarning& warning : outcome.warnings) {
    services_.log.emit(warning);
  }
  return outcome;
}

void Schedule::finish(std::size_t index, StepOutcome outcome) {
  const std::string loss = loss_by(index, outcome);
  failed_ = failed_ || outcome.status == StepStatus::kFailed;
  for (const std::size_t dependent : nodes_[index].dependents) {
    Node& node = nodes_[dependent];
    node.loss = node.loss == kUpstreamFailed || loss.empty() ? node.loss : loss;
    if (--node.unfinished == 0) {
      ready_.insert(dependent);
    }
  }
  outcomes_[index] = std::move(outcome);
  nodes_[index].ended = true;
  ++ended_;
  changed_.notify_all();
  if (ended_ == steps_.size() || stop_.stop_requested()) {
    end_changed_.notify_all();
  }
}

}  // namespace osiris::run
