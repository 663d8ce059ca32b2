// How steps depend on each other: needs, inputs, execution order.

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/oml/draft.h"
#include "osiris/oml/reader.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <unordered_map>
#include <utility>

namespace osiris::oml {
namespace {

/// Comparing a misspelt id with every other one costs time, and after this many nobody reads on.
constexpr int kSuggestionsMax = 20;
/// A cycle longer than this is shown by its first steps.
constexpr std::size_t kCycleShownMax = 20;
constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

/// Builds the graph of one pipeline's steps. Steps are known by their index in the document.
class GraphBuilder {
 public:
  GraphBuilder(std::vector<DraftStep>& steps, Findings& findings)
      : steps_(steps),
        findings_(findings),
        targets_(steps.size()),
        linked_by_(steps.size(), kNobody) {}

  void run() {
    index_ids();
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      link(i);
    }
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      check_inputs(i);
    }
    sort_steps();
  }

 private:
  void index_ids() {
    std::unordered_map<std::string, std::size_t> folded;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const DraftStep& draft = steps_[i];
      if (draft.step.id.empty()) {
        continue;
      }
      index_.emplace(draft.step.id, i);
      const auto [first, is_new] = folded.emplace(to_lower(draft.step.id), i);
      if (is_new) {
        continue;
      }
      const std::string& other = steps_[first->second].step.id;
      findings_.error(kDuplicateId, draft.at(draft.step.id_mark, "id"),
                      "duplicate step id '" + draft.step.id + "'",
                      other == draft.step.id ? "rename one of the steps"
                                             : "rename it: '" + other + "' differs in case only");
    }
    check_output_names(folded);
  }

  /// Refuses steps that are called as another step's output.
  void check_output_names(const std::unordered_map<std::string, std::size_t>& folded_ids) {
    for (const DraftStep& draft : steps_) {
      if (draft.spec == nullptr) {
        continue;
      }
      for (const sdk::Output& output : draft.spec->outputs) {
        const std::string relation = sdk::output_relation(draft.step.id, output.name);
        const auto named = folded_ids.find(to_lower(relation));
        if (named != folded_ids.end() && draft.spec->makes(output, draft.step.config)) {
          const DraftStep& other = steps_[named->second];
          findings_.error(
              kDuplicateId, other.at(other.step.id_mark, "id"),
              "step id '" + other.step.id + "' is the name of an output of '" + draft.step.id + "'",
              "rename one of the steps");
        }
      }
    }
  }

  /// Finds what one step waits for, and writes it down in `needs`.
  void link(std::size_t self) {
    DraftStep& draft = steps_[self];
    Step& step = draft.step;
    std::vector<std::string> ids;
    std::vector<Mark> marks = std::exchange(step.needs_marks, {});
    const std::vector<std::string> written = std::exchange(step.needs, {}).value_or(ids);
    for (std::size_t i = 0; i < written.size(); ++i) {
      link_need(self, written[i], draft.at(marks[i], "needs"));
    }
    for (NamedInput& input : step.inputs) {
      link_input(self, input);
    }
    if (!draft.has_needs && step.inputs.empty() && draft.has_sound_links && self > 0) {
      add_target(self, self - 1, step.mark);
    }
    for (const std::size_t target : targets_[self]) {
      ids.push_back(steps_[target].step.id);
    }
    step.needs = std::move(ids);
  }

  void link_need(std::size_t self, const std::string& id, const Place& place) {
    const auto target = find_target(self, id, place);
    if (target.has_value() && !add_target(self, *target, place.mark)) {
      findings_.warning(kDuplicateDependency, place, "needs names '" + id + "' twice",
                        "remove one");
    }
  }

  void link_input(std::size_t self, NamedInput& input) {
    const DraftStep& draft = steps_[self];
    const Place place = draft.at(input.mark, "inputs." + input.name);
    split_output(input);
    const auto target = find_target(self, input.step_id, place);
    if (!target.has_value()) {
      return;
    }
    add_target(self, *target, input.mark);
    if (!input.output.empty()) {
      check_output(steps_[*target], input, place);
      return;
    }
    if (steps_[*target].is(sdk::Mode::kWrite)) {
      findings_.error(kInvalidInput, place,
                      "step '" + input.step_id + "' writes and leaves no rows for others",
                      "use `needs` if the step only has to wait");
    }
  }

  /// Takes "orders.rejects" for an output of the step "orders" if no step has that name.
  void split_output(NamedInput& input) const {
    const std::size_t dot = input.step_id.rfind('.');
    if (dot != std::string::npos && index_.count(input.step_id) == 0 &&
        index_.count(input.step_id.substr(0, dot)) > 0) {
      input.output = input.step_id.substr(dot + 1);
      input.step_id.resize(dot);
    }
  }

  void check_output(const DraftStep& target, const NamedInput& input, const Place& place) {
    if (target.spec == nullptr) {
      return;  // That the component is unknown is reported; what it makes nobody knows.
    }
    const sdk::Output* const output = target.spec->find_output(input.output);
    if (output == nullptr) {
      std::vector<std::string> names;
      for (const sdk::Output& known : target.spec->outputs) {
        names.push_back(known.name);
      }
      findings_.error(kInvalidInput, place,
                      "step '" + input.step_id + "' has no output " + in_quotes(input.output),
                      names.empty() ? "write \"@" + input.step_id + "\" for its rows"
                                    : hint_or(did_you_mean(input.output, names),
                                              "it can have: " + join(names, ", ")));
    } else if (target.has_sound_config && !target.spec->makes(*output, target.step.config)) {
      const Member& when = output->when.members().front();
      findings_.error(
          kInvalidInput, place,
          "step '" + input.step_id + "' does not make its output '" + input.output + "'",
          "set `" + when.key + ": " + to_json(when.value) + "` in its config");
    }
  }

  std::optional<std::size_t> find_target(std::size_t self, const std::string& id,
                                         const Place& place) {
    const auto found = index_.find(id);
    if (found == index_.end()) {
      steps_[self].has_sound_links = false;
      findings_.error(kUnknownDependency, place, "unknown step " + in_quotes(id),
                      suggestion_for(id));
      return std::nullopt;
    }
    if (found->second == self || id == steps_[self].step.id) {
      steps_[self].has_sound_links = false;
      findings_.error(kSelfDependency, place, "step '" + id + "' needs itself", "remove it");
      return std::nullopt;
    }
    return found->second;
  }

  /// Returns false if the target is there already.
  bool add_target(std::size_t self, std::size_t target, const Mark& mark) {
    std::vector<std::size_t>& targets = targets_[self];
    if (std::exchange(linked_by_[target], self) == self) {
      return false;
    }
    targets.push_back(target);
    steps_[self].step.needs_marks.push_back(mark);
    return true;
  }

  std::string suggestion_for(const std::string& id) {
    if (index_.count(id.substr(std::min<std::size_t>(1, id.size()))) > 0) {
      return "write it without '" + id.substr(0, 1) + "'";
    }
    constexpr const char* kAnyStep = "name a step of this pipeline, by its id";
    if (++suggestions_ > kSuggestionsMax) {
      return kAnyStep;
    }
    if (ids_.empty()) {
      for (const DraftStep& draft : steps_) {
        ids_.push_back(draft.step.id);
      }
    }
    return hint_or(did_you_mean(id, ids_), kAnyStep);
  }

  /// Holds the number and the names of inputs against the step's mode.
  void check_inputs(std::size_t self) {
    const DraftStep& draft = steps_[self];
    if (!draft.has_sound_links || !draft.step.mode.has_value()) {
      return;
    }
    const std::vector<std::string> sources = sources_of(self);
    switch (*draft.step.mode) {
      case sdk::Mode::kRead:
        check_reader(draft);
        break;
      case sdk::Mode::kWrite:
        check_writer(draft, sources);
        break;
      case sdk::Mode::kTransform:
        check_names(draft, sources);
        break;
    }
  }

  /// Lists the relations that come into a step; a step that writes is only waited for.
  std::vector<std::string> sources_of(std::size_t self) const {
    std::vector<std::string> ids;
    for (const std::size_t target : targets_[self]) {
      if (!steps_[target].is(sdk::Mode::kWrite)) {
        ids.push_back(steps_[target].step.id);
      }
    }
    std::vector<std::string> sources;
    for (const InputRelation& relation : input_relations(ids, steps_[self].step.inputs)) {
      sources.push_back(relation.relation());
    }
    return sources;
  }

  void check_reader(const DraftStep& draft) {
    if (!draft.step.inputs.empty()) {
      findings_.error(kUnexpectedInputs, draft.at(draft.step.inputs.front().mark, "inputs"),
                      "a step that reads takes no inputs", "use `needs` if it only has to wait");
    }
  }

  void check_writer(const DraftStep& draft, const std::vector<std::string>& sources) {
    if (sources.empty()) {
      const std::vector<Mark>& marks = draft.step.needs_marks;
      findings_.error(
          kMissingInput, draft.at(marks.empty() ? draft.step.id_mark : marks.front(), "needs"),
          draft.step.id.empty() ? "nothing comes into this writer"
                                : "nothing comes into the writer '" + draft.step.id + "'",
          "name the step whose rows it writes: `needs: [step-id]`");
    } else if (sources.size() > 1) {
      findings_.error(kTooManyInputs, draft.at(draft.step.needs_marks.back(), "needs"),
                      "a writer takes one input, got " + join(sources, ", "),
                      "combine them in a transform first");
    }
  }

  /// Refuses two inputs that SQL could mean by one name.
  void check_names(const DraftStep& draft, const std::vector<std::string>& sources) {
    std::map<std::string, std::vector<std::string>> given;
    for (const NamedInput& input : draft.step.inputs) {
      given[sdk::output_relation(input.step_id, input.output)].push_back(input.name);
    }
    std::map<std::string, std::string> owners;
    for (const std::string& source : sources) {
      std::vector<std::string> names = input_names(source, given[source], sources.size() == 1);
      names.insert(names.begin(), source);
      for (const std::string& name : names) {
        const auto [owner, is_new] = owners.emplace(to_lower(name), source);
        if (!is_new && owner->second != source) {
          report_collision(draft, name, owner->second, source);
          break;  // The derived names collide as well; once is enough.
        }
      }
    }
  }

  void report_collision(const DraftStep& draft, const std::string& name, const std::string& first,
                        const std::string& second) {
    const auto given = std::find_if(
        draft.step.inputs.begin(), draft.step.inputs.end(),
        [&](const NamedInput& input) { return to_lower(input.name) == to_lower(name); });
    const bool is_given = given != draft.step.inputs.end();
    const Place place = is_given ? draft.at(given->mark, "inputs." + given->name)
                                 : draft.at(draft.step.needs_marks.back(), "needs");
    findings_.error(
        kInputNameCollision, place,
        "in SQL, '" + name + "' could mean the input '" + first + "' or '" + second + "'",
        is_given ? "give the input another name" : "rename one of the steps");
  }

  /// Puts the steps into execution order: topological, ties in the order of the document.
  /// Source: Kahn's algorithm.
  void sort_steps() {
    std::vector<std::size_t> waiting(steps_.size());
    std::vector<std::vector<std::size_t>> dependents(steps_.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      waiting[i] = targets_[i].size();
      for (const std::size_t target : targets_[i]) {
        dependents[target].push_back(i);
      }
      if (waiting[i] == 0) {
        ready.push(i);
      }
    }
    std::vector<DraftStep> sorted;
    sorted.reserve(steps_.size());
    std::vector<std::size_t> order;
    while (!ready.empty()) {
      const std::size_t next = ready.top();
      ready.pop();
      order.push_back(next);
      for (const std::size_t dependent : dependents[next]) {
        if (--waiting[dependent] == 0) {
          ready.push(dependent);
        }
      }
    }
    if (order.size() < steps_.size()) {
      report_cycles(waiting);
      return;
    }
    for (const std::size_t i : order) {
      sorted.push_back(std::move(steps_[i]));
    }
    steps_ = std::move(sorted);
  }

  /// Names a cycle in each knot of steps that still wait. Source: depth-first search; a need that
  /// leads back into the path closes a cycle.
  void report_cycles(const std::vector<std::size_t>& waiting) {
    enum class State { kNew, kOpen, kDone, kReported };
    std::vector<State> states(steps_.size(), State::kNew);
    std::vector<std::size_t> next(steps_.size(), 0);
    std::vector<std::size_t> path;
    for (std::size_t start = 0; start < steps_.size(); ++start) {
      if (waiting[start] > 0 && states[start] == State::kNew) {
        path.push_back(start);
      }
      while (!path.empty()) {
        const std::size_t current = path.back();
        if (states[current] == State::kNew) {
          states[current] = State::kOpen;
        }
        if (next[current] == targets_[current].size()) {
          states[current] = states[current] == State::kOpen ? State::kDone : states[current];
          path.pop_back();
          continue;
        }
        const std::size_t target = targets_[current][next[current]++];
        if (waiting[target] == 0) {
          continue;
        }
        if (states[target] == State::kNew) {
          path.push_back(target);
        } else if (states[target] == State::kOpen) {
          const auto first = std::find(path.begin(), path.end(), target);
          report_cycle({first, path.end()});
          // Other circles through these steps are likely to open with this one.
          std::for_each(first, path.end(),
                        [&](std::size_t member) { states[member] = State::kReported; });
        }
      }
    }
  }

  void report_cycle(std::vector<std::size_t> cycle) {
    // Begin with the step that stands first, whichever one the walk met first.
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    std::vector<std::string> ids;
    for (const std::size_t member : cycle) {
      ids.push_back(steps_[member].step.id);
    }
    if (ids.size() > kCycleShownMax) {
      ids.resize(kCycleShownMax);
      ids.emplace_back("…");
    }
    ids.push_back(steps_[cycle.front()].step.id);
    const DraftStep& first = steps_[cycle.front()];
    findings_.error(kDependencyCycle, first.at(mark_of(cycle[0], cycle[1]), "needs"),
                    "steps need each other in a circle: " + join(ids, " -> "),
                    "remove one of these needs");
  }

  /// Returns where a step says that it waits for another.
  Mark mark_of(std::size_t self, std::size_t target) const {
    const std::vector<std::size_t>& targets = targets_[self];
    const auto found = std::find(targets.begin(), targets.end(), target);
    return steps_[self].step.needs_marks[static_cast<std::size_t>(found - targets.begin())];
  }

  std::vector<DraftStep>& steps_;
  Findings& findings_;
  std::vector<std::vector<std::size_t>> targets_;  ///< What each step waits for, in order.
  std::vector<std::size_t> linked_by_;             ///< The step that was linked to each step last.
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::string> ids_;
  int suggestions_ = 0;
};

}  // namespace

void connect_steps(Draft& draft, Findings& findings) { GraphBuilder(draft.steps, findings).run(); }

}  // namespace osiris::oml
