#include "osiris/run/step_state.h"

#include "osiris/format/json.h"
#include "osiris/session/session_states.h"

#include <fmt/format.h>

#include <algorithm>

namespace osiris::run {
namespace {

/// Says why a state cannot be kept; empty if it can.
std::string fault_of(const compile::ManifestStep& step, const Value& state) {
  if (!step.keeps_state) {
    return "its spec does not say that it keeps one";
  }
  if (!state.is_object()) {
    return "it is no object but a " + std::string(kind_name(state));
  }
  const std::string text = to_json(state);
  if (text.size() > sdk::kStateBytesMax) {
    return fmt::format("it has {} bytes, at most {} are allowed", text.size(), sdk::kStateBytesMax);
  }
  const auto read = parse_json(text);
  return read.has_value() && *read == state ? "" : "it has values that JSON does not have";
}

}  // namespace

Status keep_step_state(const compile::ManifestStep& step, const sdk::StepResult& result,
                       const Value* given, const session::SessionFolder& folder,
                       FileSystem& files) {
  if (result.state.has_value()) {
    if (const std::string fault = fault_of(step, *result.state); !fault.empty()) {
      return fail(kStateBroken,
                  "component '" + step.component + "' left a state that cannot be kept: " + fault);
    }
  }
  if (!step.keeps_state) {
    return {};
  }
  const Value nothing;
  const Value& unchanged = given == nullptr ? nothing : *given;
  return session::keep_state(files, folder, step.id, result.state.value_or(unchanged));
}

StateVerdict judge_states(const compile::Manifest& plan, const ExecResult& result) {
  if (!result.success) {
    return StateVerdict::kRunFailed;
  }
  const auto has_ended_as = [&](StepStatus status) {
    return [&, status](std::size_t step) { return result.steps[step].status == status; };
  };
  const auto needs = needs_of(plan);
  StateVerdict verdict = StateVerdict::kCommit;
  for (std::size_t i = 0; i < result.steps.size(); ++i) {
    const StepStatus status = result.steps[i].status;
    if (status != StepStatus::kComplete && status != StepStatus::kKept) {
      return StateVerdict::kStepsLeft;
    }
    if (status == StepStatus::kKept &&
        std::any_of(needs[i].begin(), needs[i].end(), has_ended_as(StepStatus::kComplete))) {
      verdict = StateVerdict::kUnseen;
    }
  }
  return verdict;
}

}  // namespace osiris::run
