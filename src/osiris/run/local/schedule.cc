#include "osiris/run/local/schedule.h"

#include "osiris/session/event.h"

#include <algorithm>
#include <iterator>
#include <thread>
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

void Schedule::run_all(ExecResult& result) {
  cannot_start_ = result.error.has_value();
  const std::size_t at_once =
      std::min(static_cast<std::size_t>(std::max(prepared_.options.concurrency, 1)), steps_.size());
  {
    std::vector<std::jthread> helpers;  // This thread works as well.
    for (std::size_t i = 1; i < at_once; ++i) {
      helpers.emplace_back([this] { work(); });
    }
    work();
  }
  const auto failed = std::find_if(outcomes_.begin(), outcomes_.end(), [](const auto& outcome) {
    return outcome.status == StepStatus::kFailed;
  });
  if (failed != outcomes_.end()) {
    result.error = failed->error;
    result.failed_step = failed->step_id;
  }
  const bool is_whole = std::none_of(outcomes_.begin(), outcomes_.end(), [](const auto& outcome) {
    return outcome.status == StepStatus::kSkipped;
  });
  if (!result.error.has_value() && !is_whole) {
    result.error = make_error(kCancelled, "the run was stopped");
  }
  result.steps = std::move(outcomes_);
}

void Schedule::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (const std::optional<std::size_t> next = take_next(lock)) {
    const compile::ManifestStep& step = steps_[*next];
    if (const std::string reason = reason_to_skip(*next); !reason.empty()) {
      services_.log.emit(session::StepSkipped{.step_id = step.id, .reason = reason});
      StepOutcome outcome = skipped_outcome(*next);
      for (const session::StepWarning& warning : outcome.warnings) {
        services_.log.emit(warning);
      }
      finish(*next, std::move(outcome));
      continue;
    }
    const FinishedRelations finished = relations_for(*next);
    lock.unlock();
    StepOutcome outcome = run_step(step, finished, prepared_.options, context_, services_, stop_);
    lock.lock();
    finish(*next, std::move(outcome));
  }
}

/// Takes the first step that is ready, waiting for one; nothing when all have ended.
std::optional<std::size_t> Schedule::take_next(std::unique_lock<std::mutex>& lock) {
  changed_.wait(lock, [&] { return !ready_.empty() || ended_ == steps_.size(); });
  if (ready_.empty()) {
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
  ++ended_;
  changed_.notify_all();
}

}  // namespace osiris::run
