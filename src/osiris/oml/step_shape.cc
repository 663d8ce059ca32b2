// Keys and shapes of one step.

#include "osiris/base/text.h"
#include "osiris/oml/draft.h"
#include "osiris/oml/names.h"
#include "osiris/oml/parameter_text.h"
#include "osiris/oml/remedy.h"
#include "osiris/oml/vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

namespace osiris::oml {
namespace {

constexpr const char* kComponentsHint = "`osiris components list` shows the components";
constexpr const char* kModesHint = "write read, write or transform";
constexpr const char* kNoConditions = "steps always run; make two pipelines of it";

constexpr std::array kRemedies{
    Remedy{"depends_on", "write `needs: [step-id]`"},
    Remedy{"outputs", "a step's output is the relation named like the step; remove it"},
    Remedy{"output", "a step's output is the relation named like the step; remove it"},
    Remedy{"input", "write `needs: [step-id]` or `inputs: {name: \"@step-id\"}`"},
    Remedy{"type", "write `component`"},
    Remedy{"driver", "write `component`"},
    Remedy{"name", "write `id`; a longer text is a `description`"},
    Remedy{"retries", "write `retry: {max_attempts: 3}`"},
    Remedy{"when", kNoConditions},
    Remedy{"if", kNoConditions},
    Remedy{"branch", kNoConditions},
    Remedy{"fan_out", "write one step for each part; independent steps run at the same time"},
    Remedy{"fan_in", "write `needs: [step-id, step-id]`"},
    Remedy{"idempotency_key", kKeepAsNote},
    Remedy{"labels", kKeepAsNote},
    Remedy{"tags", kKeepAsNote},
    Remedy{"resources", kKeepAsNote},
    Remedy{"privacy", kKeepAsNote},
    Remedy{"annotations", kKeepAsNote},
    Remedy{"metadata", "only the pipeline has metadata; begin it with `x-` to keep it as a note"},
};

/// Splits "${extract.df}", the way old documents name an input, into the step's id; else nothing.
std::string_view old_input_step(std::string_view text) {
  if (text.size() < 5 || text.substr(0, 2) != "${" || text.back() != '}') {
    return {};
  }
  const std::string_view inside = text.substr(2, text.size() - 3);
  const std::size_t dot = inside.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : inside.substr(0, dot);
}

/// Reads one step that is a mapping.
class StepReader {
 public:
  StepReader(const Value& value, DraftStep& draft, const sdk::Registry& registry,
             Findings& findings)
      : value_(value), draft_(draft), registry_(registry), findings_(findings) {}

  void read() {
    read_id();
    read_component();  // Before all that depends on the component's spec.
    read_mode();
    read_config();
    if (const Value* needs = value_.find("needs"); needs != nullptr) {
      read_needs(*needs);
    }
    if (const Value* inputs = value_.find("inputs"); inputs != nullptr) {
      read_inputs(*inputs);
    }
    if (const Value* retry = value_.find("retry"); retry != nullptr) {
      draft_.step.retry = read_retry(*retry, draft_, findings_);
    }
    const Value* timeout = value_.find("timeout");
    if (timeout != nullptr && !holds_parameter_reference(*timeout)) {
      draft_.step.timeout_ms = read_timeout_ms(*timeout, draft_, findings_);
    }
    read_description();
    for (const Member& member : value_.members()) {
      check_key(member);
    }
  }

 private:
  /// Returns the member under `key`, or under its old name.
  const Member* find_member(std::string_view key, std::string_view old_key) {
    const Member* found = find_member(key);
    const Member* old = find_member(old_key);
    if (old == nullptr) {
      return found;
    }
    if (found != nullptr) {
      findings_.error(
          kConflictingKeys, draft_.at(old->key_mark, old_key),
          "'" + std::string(old_key) + "' and '" + std::string(key) + "' say the same thing",
          "remove '" + std::string(old_key) + "'");
      return found;
    }
    findings_.info(kAliasKey, draft_.at(old->key_mark, old_key),
                   "'" + std::string(old_key) + "' is the old name of '" + std::string(key) + "'",
                   "write '" + std::string(key) + "'");
    return old;
  }

  const Member* find_member(std::string_view key) const {
    for (const Member& member : value_.members()) {
      if (member.key == key) {
        return &member;
      }
    }
    return nullptr;
  }

  void report_missing(std::string_view key, std::string hint) {
    findings_.error(kMissingStepField, draft_.at(value_.mark, key),
                    "step without '" + std::string(key) + "'", std::move(hint));
  }

  void read_id() {
    const Value* id = value_.find("id");
    if (id == nullptr) {
      report_missing("id", "e.g. `id: extract-users`");
      return;
    }
    draft_.step.id_mark = id->mark;
    if (holds_parameter_reference(*id)) {
      return;  // Reported as unresolved; so below.
    }
    if (!id->is_string()) {
      findings_.error(kInvalidIdType, draft_.at(id->mark, "id"),
                      "a step's id must be text, got " + kind_found(*id), "put it in quotes");
    } else if (!is_step_id(id->as_string())) {
      findings_.error(kInvalidId, draft_.at(id->mark, "id"),
                      in_quotes(id->as_string()) + " cannot be a step's id",
                      "use 1 to 128 letters, digits, _, - and ., not beginning with a dot");
    } else {
      draft_.step.id = id->as_string();
    }
  }

  void read_component() {
    const Member* member = find_member("component", "uses");
    if (member == nullptr) {
      report_missing("component", kComponentsHint);
      return;
    }
    const Value& component = member->value;
    draft_.step.component_mark = component.mark;
    if (holds_parameter_reference(component)) {
      return;
    }
    const Place place = draft_.at(component.mark, "component");
    if (!component.is_string()) {
      findings_.error(kInvalidComponentType, place,
                      "component must be text, got " + kind_found(component), kComponentsHint);
      return;
    }
    draft_.step.component = component.as_string();
    const auto spec = registry_.spec(component.as_string());
    if (spec.has_value()) {
      draft_.spec = *spec;
    } else if (spec.error().is(sdk::kComponentUnknown)) {
      findings_.error(kUnknownComponent, place,
                      "unknown component " + in_quotes(component.as_string()), spec.error().hint);
    } else {
      findings_.error(sdk::kSpecInvalid, place, spec.error().message, spec.error().hint);
    }
  }

  void read_mode() {
    const Value* mode = value_.find("mode");
    if (mode == nullptr) {
      infer_mode();
      return;
    }
    if (holds_parameter_reference(*mode)) {
      return;
    }
    const Place place = draft_.at(mode->mark, "mode");
    if (!mode->is_string()) {
      findings_.error(kInvalidModeType, place, "mode must be text, got " + kind_found(*mode),
                      kModesHint);
      return;
    }
    const std::string& word = mode->as_string();
    const auto parsed = sdk::parse_mode(word);
    if (!parsed.has_value() || sdk::to_string(*parsed) != word) {
      findings_.error(
          kInvalidMode, place, in_quotes(word) + " is no mode of a step",
          parsed.has_value() ? "write '" + std::string(sdk::to_string(*parsed)) + "'" : kModesHint);
      return;
    }
    draft_.step.mode = parsed;
    if (draft_.spec != nullptr && !draft_.spec->supports(*parsed)) {
      findings_.error(kIncompatibleMode, place, draft_.spec->name + " has no mode '" + word + "'",
                      modes_hint());
    }
  }

  void infer_mode() {
    if (draft_.spec == nullptr) {
      return;  // The component is reported; what its mode would be, nobody can say.
    }
    if (draft_.spec->modes.size() == 1) {
      draft_.step.mode = draft_.spec->modes.front();
    } else {
      report_missing("mode", modes_hint());
    }
  }

  std::string modes_hint() const {
    std::vector<std::string> words;
    for (const sdk::Mode mode : draft_.spec->modes) {
      words.emplace_back(sdk::to_string(mode));
    }
    return "its modes: " + join(words, ", ");
  }

  void read_config() {
    const Member* member = find_member("config", "with");
    draft_.step.config.mark = value_.mark;  // Where a missing option is missed.
    if (member == nullptr || member->value.is_null()) {
      return;
    }
    if (!member->value.is_object()) {
      draft_.has_sound_config = false;
      findings_.error(kInvalidConfigType, draft_.at(member->value.mark, "config"),
                      "config must be a mapping, got " + kind_found(member->value),
                      "write each option as `name: value` below it");
      return;
    }
    draft_.step.config = member->value;
  }

  void read_needs(const Value& needs) {
    const Place place = draft_.at(needs.mark, "needs");
    draft_.has_needs = true;
    if (!needs.is_array()) {
      draft_.has_sound_links = false;
      std::string hint = "write `needs: []` for none, or leave it out for the previous step";
      if (needs.is_string()) {
        hint = "write `needs: [" + printable(needs.as_string()) + "]`";
      }
      findings_.error(kInvalidNeedsType, place, "needs must be a list, got " + kind_found(needs),
                      std::move(hint));
      return;
    }
    std::vector<std::string> ids;
    for (const Value& item : needs.items()) {
      if (!item.is_string()) {
        draft_.has_sound_links = false;
        findings_.error(kInvalidDependencyType, draft_.at(item.mark, "needs"),
                        "an entry of needs must be a step's id, got " + kind_found(item),
                        "write the id, in quotes if it is a number");
        continue;
      }
      if (holds_parameter_reference(item)) {
        draft_.has_sound_links = false;
        continue;
      }
      ids.push_back(item.as_string());
      draft_.step.needs_marks.push_back(item.mark);
    }
    draft_.step.needs = std::move(ids);
  }

  void read_inputs(const Value& inputs) {
    if (!inputs.is_object()) {
      draft_.has_sound_links = false;
      const std::string hint =
          "write `inputs: {name: \"@step-id\"}`, or `needs: [step-id]` for inputs without names";
      findings_.error(kInvalidInputsType, draft_.at(inputs.mark, "inputs"),
                      "inputs must be a mapping, got " + kind_found(inputs), hint);
      return;
    }
    for (const Member& member : inputs.members()) {
      read_input(member);
    }
    // By name, so that the order of keys changes nothing.
    std::sort(
        draft_.step.inputs.begin(), draft_.step.inputs.end(),
        [](const NamedInput& left, const NamedInput& right) { return left.name < right.name; });
  }

  void read_input(const Member& member) {
    const Value& value = member.value;
    const std::string key = "inputs." + member.key;
    if (!is_step_id(member.key)) {
      refuse_input(draft_.at(member.key_mark, key), in_quotes(member.key) + " cannot name an input",
                   "use 1 to 128 letters, digits, _, - and ., not beginning with a dot");
      return;
    }
    if (!value.is_string()) {
      refuse_input(draft_.at(value.mark, key),
                   "input '" + member.key + "' must be text, got " + kind_found(value),
                   "write `" + member.key + ": \"@step-id\"`");
      return;
    }
    if (holds_parameter_reference(value)) {
      draft_.has_sound_links = false;
      return;
    }
    const std::string_view text = value.as_string();
    std::string_view step_id;
    if (text.substr(0, 1) == "@") {
      step_id = text.substr(1);
    } else if (step_id = old_input_step(text); !step_id.empty()) {
      findings_.info(kOldInputForm, draft_.at(value.mark, key),
                     in_quotes(text) + " is the old form of an input",
                     "write \"@" + printable(step_id) + "\"");
    } else {
      refuse_input(draft_.at(value.mark, key), in_quotes(text) + " names no step",
                   "write \"@" + (is_step_id(text) ? std::string(text) : "step-id") + "\"");
      return;
    }
    draft_.step.inputs.push_back(
        {.name = member.key, .step_id = std::string(step_id), .mark = value.mark});
  }

  void refuse_input(const Place& place, std::string message, std::string hint) {
    draft_.has_sound_links = false;
    findings_.error(kInvalidInput, place, std::move(message), std::move(hint));
  }

  void read_description() {
    const Value* description = value_.find("description");
    if (description == nullptr) {
      return;
    }
    if (!description->is_string()) {
      findings_.error(kInvalidDescriptionType, draft_.at(description->mark, "description"),
                      "description must be text, got " + kind_found(*description),
                      "put it in quotes, or remove it");
      return;
    }
    draft_.step.description = description->as_string();
  }

  void check_key(const Member& member) {
    const std::string& key = member.key;
    const auto& known = step_keys();
    const auto& old = old_step_keys();
    const bool is_old =
        std::any_of(old.begin(), old.end(), [&](const auto& names) { return names.first == key; });
    if (std::find(known.begin(), known.end(), key) != known.end() || is_old ||
        key.starts_with(kNotePrefix)) {
      return;
    }
    const Place place = draft_.at(member.key_mark, key);
    if (is_option(key)) {
      draft_.misplaced.push_back(key);
      findings_.error(kUnknownKey, place, in_quotes(key) + " is an option of the component",
                      "put it under `config`");
      return;
    }
    if (const Remedy* remedy = find_remedy(kRemedies, key); remedy != nullptr) {
      findings_.error(kUnsupportedKey, place, "a step has no key '" + key + "'", remedy->text);
      return;
    }
    findings_.error(kUnknownKey, place, "a step has no key " + in_quotes(key),
                    hint_or(did_you_mean(key, known), kKeepAsNote));
  }

  bool is_option(const std::string& key) const {
    if (draft_.spec == nullptr) {
      return false;
    }
    return (key == "connection" && draft_.spec->takes_connection) ||
           draft_.spec->config_schema().source().find("properties")->find(key) != nullptr;
  }

  const Value& value_;
  DraftStep& draft_;
  const sdk::Registry& registry_;
  Findings& findings_;
};

}  // namespace

DraftStep read_step(const Value& value, std::string location, const sdk::Registry& registry,
                    Findings& findings) {
  DraftStep draft;
  draft.location = std::move(location);
  draft.step.mark = value.mark;
  draft.step.id_mark = value.mark;  // So that findings have a place when there is no id.
  if (value.is_object()) {
    StepReader(value, draft, registry, findings).read();
  } else {
    draft.has_sound_config = false;
    draft.has_sound_links = false;
    findings.error(kInvalidStepType, draft.at(value.mark),
                   "a step must be a mapping, got " + kind_found(value),
                   "write `- id: …` with its keys below");
  }
  return draft;
}

}  // namespace osiris::oml
