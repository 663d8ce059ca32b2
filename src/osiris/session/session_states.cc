#include "osiris/session/session_states.h"

#include "osiris/format/json.h"

namespace osiris::session {
namespace {

constexpr std::int64_t kVersion = 1;

bool is_state(const Value& value) { return value.is_object() || value.is_null(); }

Error lost(const Path& file) {
  return make_error(kStateLost, "'" + file.string() + "' is gone or damaged");
}

}  // namespace

Status note_base_states(FileSystem& files, const SessionFolder& folder, const BaseStates& states) {
  Value steps = Value::object();
  for (const auto& [step_id, base] : states) {
    Value& step = steps.set(step_id, Value::object());
    step.set("given", base.given);
    step.set("stored", base.stored);
  }
  Value note = Value::object();
  note.set("version", kVersion);
  note.set("steps", std::move(steps));
  return files.write_text(folder.base_states(), to_pretty_json(note) + "\n");
}

Result<BaseStates> read_base_states(const FileSystem& files, const SessionFolder& folder) {
  const auto text = files.read_text(folder.base_states());
  const auto note = text.has_value() ? parse_json(*text) : Result<Value>(Value());
  const Value* const version = note.has_value() ? note->find("version") : nullptr;
  const Value* const steps = note.has_value() ? note->find("steps") : nullptr;
  if (version == nullptr || *version != Value(kVersion) || steps == nullptr ||
      !steps->is_object()) {
    return fail(lost(folder.base_states()));
  }
  BaseStates states;
  for (const Member& step : steps->members()) {
    const Value* const given = step.value.find("given");
    const Value* const stored = step.value.find("stored");
    if (given == nullptr || !is_state(*given) || stored == nullptr || !stored->is_string()) {
      return fail(lost(folder.base_states()));
    }
    states[step.key] = {.given = *given, .stored = stored->as_string()};
  }
  return states;
}

Status keep_state(FileSystem& files, const SessionFolder& folder, const std::string& step_id,
                  const Value& state) {
  return files.write_text(folder.kept_state(step_id), to_pretty_json(state) + "\n");
}

Result<Value> read_kept_state(const FileSystem& files, const SessionFolder& folder,
                              const std::string& step_id) {
  const auto text = files.read_text(folder.kept_state(step_id));
  auto state = text.has_value() ? parse_json(*text) : Result<Value>(fail(text.error()));
  if (!state.has_value() || !is_state(*state)) {
    return fail(lost(folder.kept_state(step_id)));
  }
  return state;
}

}  // namespace osiris::session
