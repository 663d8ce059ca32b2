#include "osiris/cli/connection_documents.h"

#include "osiris/cli/documents.h"

#include <algorithm>
#include <utility>

namespace osiris::cli {
namespace {

/// Returns the mapping of a family, making it if need be.
Value& family_of(Value& families, const std::string& name) {
  if (families.find(name) == nullptr) {
    families.set(name, Value::object());
  }
  return *families.find(name);
}

Value findings_value(const Diagnostics& findings) {
  Value list = Value::array();
  for (const Diagnostic& finding : findings) {
    list.push_back(finding_value(finding));
  }
  return list;
}

Value summary_value(const app::ConnectionSummary& connection) {
  Value variables = Value::object();
  for (const app::ConnectionVariable& variable : connection.variables) {
    variables.set(variable.name, variable.set);
  }
  Value value = Value::object();
  value.set("reference", connection.ref.to_text());
  value.set("config", connection.config);
  value.set("env_vars", std::move(variables));
  value.set("is_default", connection.is_default);
  return value;
}

std::string_view status_word(app::ConnectionHealth health) {
  switch (health) {
    case app::ConnectionHealth::kHealthy:
      return "success";
    case app::ConnectionHealth::kSick:
      return "failure";
    case app::ConnectionHealth::kInvalid:
      return "error";
    case app::ConnectionHealth::kSkipped:
      break;
  }
  return "skipped";
}

Value checkup_value(const app::ConnectionCheckup& checkup) {
  Value value = Value::object();
  value.set("reference", checkup.ref.to_text());
  value.set("status", status_word(checkup.health));
  value.set("message", checkup.message);
  if (!checkup.category.empty()) {
    value.set("category", checkup.category);
  }
  if (!checkup.hint.empty()) {
    value.set("hint", checkup.hint);
  }
  if (checkup.health == app::ConnectionHealth::kSick) {
    value.set("transient", checkup.transient);
  }
  if (checkup.latency_ms.has_value()) {
    value.set("latency_ms", *checkup.latency_ms);
  }
  return value;
}

}  // namespace

Value connections_value(const app::ConnectionList& list) {
  Value families = Value::object();
  for (const app::ConnectionSummary& connection : list.connections) {
    family_of(families, connection.ref.family).set(connection.ref.alias, summary_value(connection));
  }
  Value value = Value::object();
  value.set("file", list.file.empty() ? Value() : Value(list.file));
  value.set("connections", std::move(families));
  value.set("errors", findings_value(list.diagnostics));
  return value;
}

Value doctor_value(const app::DoctorResult& result) {
  Value families = Value::object();
  for (const app::ConnectionCheckup& checkup : result.checkups) {
    family_of(families, checkup.ref.family).set(checkup.ref.alias, checkup_value(checkup));
  }
  Value value = Value::object();
  value.set("file", result.file.empty() ? Value() : Value(result.file));
  value.set("results", std::move(families));
  value.set("errors", findings_value(result.diagnostics));
  return value;
}

}  // namespace osiris::cli
