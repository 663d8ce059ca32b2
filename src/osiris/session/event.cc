#include "osiris/session/event.h"

#include <algorithm>

namespace osiris::session {
namespace {

/// Gathers the members of a line in the order of their struct.
class Fields {
 public:
  Fields&& add(std::string_view key, Value value) && {
    fields_.set(key, std::move(value));
    return std::move(*this);
  }
  /// For texts whose emptiness means that there is nothing to tell: readers then see no member.
  Fields&& add_unless_empty(std::string_view key, const std::string& text) && {
    if (!text.empty()) {
      fields_.set(key, text);
    }
    return std::move(*this);
  }
  template <class Number>
  Fields&& add_if_known(std::string_view key, std::optional<Number> number) && {
    if (number) {
      fields_.set(key, *number);
    }
    return std::move(*this);
  }
  Value take() && { return std::move(fields_); }

 private:
  Value fields_ = Value::object();
};

template <class... Event>
std::vector<std::string_view> sorted_names() {
  std::vector<std::string_view> names{Event::kName...};
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Value RunStart::fields() const {
  return Fields()
      .add("pipeline_id", pipeline_id)
      .add("manifest_path", manifest_path)
      .add("manifest_hash", manifest_hash)
      .add_unless_empty("profile", profile)
      .take();
}

Value AdapterSelected::fields() const { return Fields().add("adapter", adapter).take(); }

Value DatabaseInitialized::fields() const { return Fields().add("db_path", db_path).take(); }

Value StepStart::fields() const {
  return Fields().add("step_id", step_id).add("driver", driver).add("attempt", attempt).take();
}

Value ConnectionResolved::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add("family", family)
      .add("alias", alias)
      .add("ok", ok)
      .add_unless_empty("error", error)
      .take();
}

Value InputsResolved::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add("from_step", from_step)
      .add("key", key)
      .add("rows", rows)
      .take();
}

Value ArtifactCreated::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add("artifact_type", artifact_type)
      .add("path", path)
      .take();
}

Value FileWritten::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add("path", path)
      .add("bytes", bytes)
      .add("rows", rows)
      .add("sha256", sha256)
      .take();
}

Value StepProgress::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add_if_known("percent", percent)
      .add("rows", rows)
      .add("bytes", bytes)
      .add_if_known("memory_bytes", memory_bytes)
      .take();
}

Value StepWarning::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add("code", code)
      .add("message", message)
      .add("count", count)
      .take();
}

Value StepRetry::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add("attempt", attempt)
      .add("delay_ms", delay_ms)
      .add("error_code", error_code)
      .add("message", message)
      .take();
}

Value StepComplete::fields() const {
  Value made = Value::object();
  for (const auto& [name, rows] : outputs) {
    made.set(name, rows);
  }
  return Fields()
      .add("step_id", step_id)
      .add("driver", driver)
      .add("rows_processed", rows_processed)
      .add("duration_ms", duration_ms)
      .add("rows_in", rows_in)
      .add("rows_rejected", rows_rejected)
      .add("rows_filtered", rows_filtered)
      .add("rows_deduplicated", rows_deduplicated)
      .add("bytes", bytes)
      .add("outputs", std::move(made))
      .take();
}

Value StepFailed::fields() const {
  return Fields()
      .add("step_id", step_id)
      .add("driver", driver)
      .add("error_code", error_code)
      .add("error_class", error_class)
      .add("message", message)
      .add("hint", hint)
      .add("duration_ms", duration_ms)
      .take();
}

Value StepSkipped::fields() const {
  return Fields().add("step_id", step_id).add("reason", reason).take();
}

Value StateCommitted::fields() const {
  return Fields().add("step_id", step_id).add("path", path).add("bytes", bytes).take();
}

Value CleanupComplete::fields() const {
  return Fields().add("steps_executed", steps_executed).add("total_rows", total_rows).take();
}

Value RunComplete::fields() const {
  return Fields()
      .add("pipeline_id", pipeline_id)
      .add("steps_executed", steps_executed)
      .add("duration_ms", duration_ms)
      .take();
}

Value RunError::fields() const {
  return Fields()
      .add("pipeline_id", pipeline_id)
      .add("error_code", error_code)
      .add("message", message)
      .add_unless_empty("hint", hint)
      .add_unless_empty("step_id", step_id)
      .add("duration_ms", duration_ms)
      .take();
}

Value RunEnd::fields() const {
  return Fields().add("status", status).add("duration_ms", duration_ms).take();
}

std::vector<std::string_view> event_names() {
  return sorted_names<RunStart, AdapterSelected, DatabaseInitialized, StepStart, ConnectionResolved,
                      InputsResolved, ArtifactCreated, FileWritten, StepProgress, StepWarning,
                      StepRetry, StepComplete, StepFailed, StepSkipped, StateCommitted,
                      CleanupComplete, RunComplete, RunError, RunEnd>();
}

}  // namespace osiris::session
