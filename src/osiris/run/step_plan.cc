#include "osiris/run/step_plan.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <optional>
#include <set>

namespace osiris::run {
namespace {

Result<std::size_t> find_step(const compile::Manifest& manifest, const std::string& id) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < manifest.steps.size(); ++i) {
    if (manifest.steps[i].id == id) {
      return i;
    }
    ids.push_back(manifest.steps[i].id);
  }
  return fail(kStepUnknown, "the pipeline has no step '" + printable(id) + "'" + suggest(id, ids),
              "there are: " + join(ids, ", "));
}

using Marks = std::vector<bool>;

/// Marks a step and all that need it.
Marks mark_downstream(std::size_t first, const std::vector<std::vector<std::size_t>>& needs) {
  Marks marks(needs.size());
  marks[first] = true;
  for (std::size_t i = first + 1; i < needs.size(); ++i) {
    marks[i] = std::any_of(needs[i].begin(), needs[i].end(),
                           [&](std::size_t needed) { return marks[needed]; });
  }
  return marks;
}

/// Marks a step and all that it needs.
Marks mark_upstream(std::size_t last, const std::vector<std::vector<std::size_t>>& needs) {
  Marks marks(needs.size());
  marks[last] = true;
  for (std::size_t i = last + 1; i-- > 0;) {
    for (const std::size_t needed : needs[i]) {
      marks[needed] = marks[needed] || marks[i];
    }
  }
  return marks;
}

Error nothing_chosen(const StepSelection& selection) {
  return make_error(kNothingChosen,
                    "`--from " + selection.from + " --until " + selection.until +
                        "` chooses no step: '" + selection.until + "' does not need '" +
                        selection.from + "'",
                    "give one of them, or turn them round if they were swapped");
}

Result<Marks> choose(const compile::Manifest& manifest, const StepSelection& selection,
                     const std::vector<std::vector<std::size_t>>& needs) {
  Marks chosen(needs.size(), true);
  const auto narrow = [&](const Marks& marks) {
    std::transform(chosen.begin(), chosen.end(), marks.begin(), chosen.begin(),
                   [](bool left, bool right) { return left && right; });
  };
  if (!selection.only.empty()) {
    OSIRIS_TRY(const std::size_t step, find_step(manifest, selection.only));
    Marks marks(needs.size());
    marks[step] = true;
    narrow(marks);
  }
  if (!selection.from.empty()) {
    OSIRIS_TRY(const std::size_t step, find_step(manifest, selection.from));
    narrow(mark_downstream(step, needs));
  }
  if (!selection.until.empty()) {
    OSIRIS_TRY(const std::size_t step, find_step(manifest, selection.until));
    narrow(mark_upstream(step, needs));
  }
  if (!selection.empty() &&
      std::none_of(chosen.begin(), chosen.end(), [](bool is) { return is; })) {
    return fail(nothing_chosen(selection));
  }
  return chosen;
}

Error input_absent(const std::string& step, const std::string& needed) {
  return make_error(
      kInputAbsent,
      "step '" + step + "' needs what '" + needed + "' makes, which is not run and not there",
      "`--resume SESSION` takes it from an earlier run; `--until " + step + "` makes it");
}

/// Reads the rows of a step's further outputs off its last event.
std::map<std::string, std::int64_t> outputs_of(const Value& event) {
  std::map<std::string, std::int64_t> outputs;
  const Value* const made = event.find("outputs");
  if (made != nullptr && made->is_object()) {
    for (const Member& output : made->members()) {
      if (output.value.kind() == Value::Kind::kInt) {
        outputs[output.key] = output.value.as_int();
      }
    }
  }
  return outputs;
}

}  // namespace

std::vector<std::vector<std::size_t>> needs_of(const compile::Manifest& manifest) {
  std::map<std::string, std::size_t> index_of;
  std::vector<std::vector<std::size_t>> needs;
  for (const compile::ManifestStep& step : manifest.steps) {
    std::set<std::size_t> needed;
    const auto add = [&](const std::string& id) {
      if (const auto found = index_of.find(id); found != index_of.end()) {
        needed.insert(found->second);
      }
    };
    std::for_each(step.needs.begin(), step.needs.end(), add);
    for (const oml::NamedInput& input : step.inputs) {
      add(input.step_id);
    }
    index_of.emplace(step.id, needs.size());
    needs.emplace_back(needed.begin(), needed.end());
  }
  return needs;
}

FinishedSteps finished_steps(const compile::Manifest& manifest, const std::vector<Value>& events) {
  struct LastRun {
    std::size_t started = 0;
    std::optional<std::size_t> completed;
    std::int64_t rows = 0;
    std::map<std::string, std::int64_t> outputs = {};
  };
  std::map<std::string, LastRun> runs;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string name = events[i].text_or("event", "");
    if (name == "step_start") {
      runs[events[i].text_or("step_id", "")] = {.started = i, .completed = {}, .rows = 0};
    } else if (name == "step_complete") {
      LastRun& run = runs[events[i].text_or("step_id", "")];
      run.completed = i;
      const Value* const rows = events[i].find("rows_processed");
      run.rows = rows != nullptr && rows->kind() == Value::Kind::kInt ? rows->as_int() : 0;
      run.outputs = outputs_of(events[i]);
    }
  }
  const auto needs = needs_of(manifest);
  FinishedSteps finished;
  for (std::size_t i = 0; i < manifest.steps.size(); ++i) {
    const LastRun& run = runs[manifest.steps[i].id];
    const bool is_current = std::all_of(needs[i].begin(), needs[i].end(), [&](std::size_t needed) {
      const std::string& id = manifest.steps[needed].id;
      return finished.count(id) > 0 && runs[id].completed < run.started;
    });
    if (run.completed && is_current) {
      finished[manifest.steps[i].id] = run.rows;
      for (const compile::ManifestOutput& output : manifest.steps[i].outputs) {
        const auto made = run.outputs.find(output.name);
        finished[sdk::output_relation(manifest.steps[i].id, output.name)] =
            made == run.outputs.end() ? 0 : made->second;
      }
    }
  }
  return finished;
}

Result<std::vector<StepFate>> plan_steps(const compile::Manifest& manifest,
                                         const StepSelection& selection,
                                         const FinishedSteps& finished) {
  const auto needs = needs_of(manifest);
  OSIRIS_TRY(const Marks chosen, choose(manifest, selection, needs));
  const bool redoes = !selection.only.empty() || !selection.from.empty();
  std::vector<StepFate> fates;
  for (std::size_t i = 0; i < manifest.steps.size(); ++i) {
    const bool is_finished = finished.count(manifest.steps[i].id) > 0;
    const bool input_is_new =
        std::any_of(needs[i].begin(), needs[i].end(),
                    [&](std::size_t needed) { return fates[needed] == StepFate::kRun; });
    if (chosen[i] && (redoes || !is_finished || input_is_new)) {
      fates.push_back(StepFate::kRun);
    } else {
      fates.push_back(is_finished ? StepFate::kKeep : StepFate::kLeave);
    }
    for (const std::size_t needed : needs[i]) {
      if (fates[i] == StepFate::kRun && fates[needed] == StepFate::kLeave) {
        return fail(input_absent(manifest.steps[i].id, manifest.steps[needed].id));
      }
    }
  }
  return fates;
}

}  // namespace osiris::run
