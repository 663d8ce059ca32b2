#include "osiris/cli/documents.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <cstdlib>
#include <map>
#include <utility>

namespace osiris::cli {
namespace {

Value text_list(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) {
    list.push_back(text);
  }
  return list;
}

Value findings_of(const Diagnostics& findings, Severity severity) {
  Value list = Value::array();
  for (const Diagnostic& finding : findings) {
    if (finding.severity == severity) {
      list.push_back(finding_value(finding));
    }
  }
  return list;
}

/// Lists the findings about a document by their weight.
void set_findings(Value& document, const Diagnostics& findings) {
  document.set("errors", findings_of(findings, Severity::kError));
  document.set("warnings", findings_of(findings, Severity::kWarning));
  document.set("infos", findings_of(findings, Severity::kInfo));
}

/// Errors of an invalid pipeline as one error, so that every failed document has one.
Value invalid_pipeline(const std::string& file, const Diagnostics& findings) {
  std::size_t errors = 0;
  for (const Diagnostic& finding : findings) {
    errors += finding.severity == Severity::kError ? 1 : 0;
  }
  return error_value(make_error(
      app::kPipelineInvalid,
      "'" + file + "' has " + std::to_string(errors) + (errors == 1 ? " error" : " errors")));
}

std::string_view word_of(run::StepStatus status) {
  switch (status) {
    case run::StepStatus::kComplete:
      return "complete";
    case run::StepStatus::kFailed:
      return "failed";
    case run::StepStatus::kKept:
      return "kept";
    case run::StepStatus::kLeft:
      return "not_chosen";
    case run::StepStatus::kSkipped:
      break;
  }
  return "skipped";
}

/// Whether a list of warnings has to say which step each is of.
enum class WarningOf { kThisStep, kAnyStep };

Value step_warnings(const std::vector<session::StepWarning>& warnings, WarningOf of) {
  Value list = Value::array();
  for (const session::StepWarning& warning : warnings) {
    Value one = Value::object();
    if (of == WarningOf::kAnyStep) {
      one.set("step_id", warning.step_id);
    }
    one.set("code", warning.code);
    one.set("message", warning.message);
    one.set("count", warning.count);
    list.push_back(std::move(one));
  }
  return list;
}

std::string_view word_of(app::StateOutcome outcome) {
  switch (outcome) {
    case app::StateOutcome::kCommitted:
      return "committed";
    case app::StateOutcome::kRemoved:
      return "removed";
    case app::StateOutcome::kUnchanged:
      return "unchanged";
    case app::StateOutcome::kMoved:
      return "moved";
    case app::StateOutcome::kHeldBack:
      break;
  }
  return "held_back";
}

Value step_value(const run::StepOutcome& step) {
  Value value = Value::object();
  value.set("step_id", step.step_id);
  value.set("component", step.component);
  value.set("status", word_of(step.status));
  value.set("relation", step.result.relation.empty() ? Value() : Value(step.result.relation));
  value.set("rows_in", step.result.rows_in);
  value.set("rows_out", step.result.rows_out);
  value.set("rows_rejected", step.result.rows_rejected);
  value.set("rows_filtered", step.result.rows_filtered);
  value.set("rows_deduplicated", step.result.rows_deduplicated);
  value.set("bytes", step.result.bytes);
  value.set("duration_ms", step.duration_ms);
  value.set("attempts", step.attempts);
  value.set("warnings", step_warnings(step.warnings, WarningOf::kThisStep));
  if (step.error.has_value()) {
    value.set("error", error_value(*step.error));
  }
  return value;
}

/// Returns a value of a TextTable as JSON that no reader can misread: whole numbers of up to 64
/// bits, floating point and booleans as themselves, all else as text.
Value cell_value(const std::optional<std::string>& cell, const exchange::ColumnType& type) {
  using exchange::TypeId;
  if (!cell.has_value()) {
    return {};
  }
  const bool is_plain = type.id == TypeId::kBoolean ||
                        (type.id >= TypeId::kTinyint && type.id <= TypeId::kBigint) ||
                        (type.id >= TypeId::kUtinyint && type.id <= TypeId::kUbigint);
  const bool is_floating = type.id == TypeId::kFloat || type.id == TypeId::kDouble;
  if (!is_plain && !is_floating) {
    return Value(*cell);
  }
  if (auto parsed = parse_json(*cell); parsed.has_value() && !parsed->is_string()) {
    return std::move(*parsed);
  }
  return Value(*cell);  // nan and inf have no JSON form.
}

Value columns_value(const exchange::Schema& columns) {
  Value list = Value::array();
  for (const exchange::Column& column : columns) {
    Value value = Value::object();
    value.set("name", column.name);
    value.set("type", column.type.to_sql());
    list.push_back(std::move(value));
  }
  return list;
}

Value foresight_value(const std::vector<compile::StepForesight>& steps) {
  Value list = Value::array();
  for (const compile::StepForesight& step : steps) {
    Value value = Value::object();
    value.set("step_id", step.step_id);
    value.set("certainty", sdk::to_string(step.foresight.certainty));
    value.set("basis", step.foresight.basis);
    value.set("columns", compile::columns_value(step.foresight.columns));
    list.push_back(std::move(value));
  }
  return list;
}

void set_diff(Value& value, const compile::ManifestDiff& diff) {
  Value& inputs = value.set("inputs", Value::array());
  for (const compile::InputChange& input : diff.inputs) {
    Value one = Value::object();
    one.set("input", input.input);
    one.set("meaning", input.meaning);
    inputs.push_back(std::move(one));
  }
  Value& changes = value.set("changes", Value::array());
  for (const compile::ManifestChange& change : diff.changes) {
    Value one = Value::object();
    one.set("path", change.path);
    if (change.before) {
      one.set("before", *change.before);
    }
    if (change.after) {
      one.set("after", *change.after);
    }
    changes.push_back(std::move(one));
  }
}

}  // namespace

Value finished(Value document, ExitCode exit_code) {
  Value whole = Value::object();
  whole.set("status", exit_code == ExitCode::kSuccess ? "success" : "error");
  for (Member& member : document.members()) {
    whole.set(member.key, std::move(member.value));
  }
  whole.set("exit_code", static_cast<int>(exit_code));
  whole.set("exit_name", name_of(exit_code));
  return whole;
}

Value error_value(const Error& error) {
  Value details = Value::object();
  for (const auto& [key, text] : error.details) {
    details.set(key, text);
  }
  Value value = Value::object();
  value.set("code", error.code);
  value.set("fault", to_string(error.fault));
  value.set("message", error.message);
  value.set("hint", error.hint);
  value.set("transient", error.transient);
  value.set("details", std::move(details));
  return value;
}

Value error_document(const Error& error, ExitCode exit_code) {
  Value document = Value::object();
  document.set("error", error_value(error));
  return finished(std::move(document), exit_code);
}

Value finding_value(const Diagnostic& finding) {
  Value value = Value::object();
  value.set("type", finding.type);
  value.set("message", finding.message);
  value.set("location", finding.location);
  value.set("code", finding.code);
  value.set("severity", to_string(finding.severity));
  value.set("file", finding.where.file);
  value.set("line", finding.where.line);
  value.set("column", finding.where.column);
  value.set("end_column", finding.where.end_column);
  value.set("hint", finding.hint);
  return value;
}

Value validate_value(const app::ValidateResult& result) {
  Value value = Value::object();
  value.set("valid", result.valid);
  value.set("file", result.file);
  set_findings(value, result.diagnostics);
  if (result.valid) {
    value.set("name", result.pipeline_name);
    value.set("steps_count", static_cast<std::int64_t>(result.step_count));
  } else {
    value.set("error", invalid_pipeline(result.file, result.diagnostics));
  }
  return value;
}

Value compile_value(const app::CompileResult& result) {
  Value value = Value::object();
  value.set("file", result.file);
  set_findings(value, result.diagnostics);
  if (!result.manifest.has_value()) {
    value.set("error", invalid_pipeline(result.file, result.diagnostics));
    return value;
  }
  const compile::Manifest& manifest = *result.manifest;
  value.set("manifest_path", result.manifest_path.string());
  value.set("manifest_hash", manifest.hash);
  value.set("manifest_short", manifest.short_hash());
  value.set("pipeline_slug", manifest.pipeline_id);
  value.set("profile", manifest.profile);
  value.set("steps_count", static_cast<std::int64_t>(manifest.steps.size()));
  Value parameters = Value::array();
  for (const oml::ResolvedParameter& parameter : result.parameters) {
    Value one = Value::object();
    one.set("name", parameter.name);
    one.set("value", parameter.value);
    one.set("origin", parameter.origin);
    parameters.push_back(std::move(one));
  }
  value.set("parameters", std::move(parameters));
  value.set("schema", foresight_value(result.foresight));
  return value;
}

Value check_value(const app::CheckResult& result) {
  Value value = compile_value(result.compiled);
  value.set("checked_hash", result.hash);
  value.set("same", result.same);
  set_diff(value, result.diff);
  return value;
}

Value diff_value(const app::DiffResult& result) {
  Value value = Value::object();
  const bool comparable = result.before.manifest.has_value() && result.after.manifest.has_value();
  value.set("same", comparable && result.before.manifest->hash == result.after.manifest->hash);
  value.set("before", compile_value(result.before));
  value.set("after", compile_value(result.after));
  set_diff(value, result.diff);
  return value;
}

Value format_value(const std::vector<app::FormatResult>& results, bool with_text) {
  Value files = Value::array();
  for (const app::FormatResult& result : results) {
    Value file = Value::object();
    file.set("file", result.file);
    file.set("changed", result.changes());
    file.set("errors", findings_of(result.diagnostics, Severity::kError));
    if (with_text && result.laid_out.has_value()) {
      file.set("formatted", *result.laid_out);
    }
    files.push_back(std::move(file));
  }
  Value document = Value::object();
  document.set("files", std::move(files));
  return document;
}

Value run_value(const app::RunResult& result) {
  Value value = Value::object();
  value.set("file", result.file);
  set_findings(value, result.diagnostics);
  if (!result.manifest.has_value()) {
    value.set("phase", "compile");
    value.set("error", invalid_pipeline(result.file, result.diagnostics));
    return value;
  }
  const run::ExecResult& execution = result.execution;
  value.set("phase", "execute");
  value.set("session_id", result.session_id);
  value.set("session_dir", result.folder.root.string());
  value.set("artifacts_dir", result.folder.artifacts_dir().string());
  value.set("database", result.folder.database().string());
  value.set("execution_type", "local");
  value.set("pipeline_id", result.manifest->pipeline_id);
  value.set("manifest_hash", result.manifest->hash);
  value.set("duration_ms", execution.duration_ms);
  Value steps = Value::array();
  for (const run::StepOutcome& step : execution.steps) {
    steps.push_back(step_value(step));
  }
  value.set("steps", std::move(steps));
  if (!result.states.empty()) {
    Value& states = value.set("states", Value::array());
    for (const app::StepState& state : result.states) {
      Value one = Value::object();
      one.set("step_id", state.step_id);
      one.set("outcome", word_of(state.outcome));
      states.push_back(std::move(one));
    }
  }
  if (execution.error.has_value()) {
    value.set("failed_step", execution.failed_step.empty() ? Value() : execution.failed_step);
    value.set("error", error_value(*execution.error));
  }
  if (result.record_failure.has_value()) {
    value.set("record_failure", error_value(*result.record_failure));
  }
  return value;
}

Value init_value(const app::InitResult& result) {
  Value value = Value::object();
  value.set("project_path", result.project_dir.string());
  value.set("created", text_list(result.created));
  value.set("extended", text_list(result.extended));
  value.set("kept", text_list(result.kept));
  return value;
}

Value runs_value(const std::vector<session::RunRecord>& runs, const session::RunList& list,
                 std::int64_t bytes) {
  Value records = Value::array();
  for (const session::RunRecord& run : runs) {
    records.push_back(run.to_value());
  }
  Value value = Value::object();
  value.set("runs", std::move(records));
  value.set("total", static_cast<std::int64_t>(list.runs.size()));
  value.set("bytes", bytes);
  value.set("damaged_lines", list.damaged_lines);
  return value;
}

Value run_details_value(const app::RunDetails& details) {
  Value value = Value::object();
  value.set("run", details.record.to_value());
  value.set("session_dir", details.folder.root.string());
  value.set("bytes", details.bytes);
  value.set("data_bytes", details.data_bytes);
  value.set("run_count", details.run_count);
  value.set("warnings", step_warnings(details.warnings, WarningOf::kAnyStep));
  value.set("events", Value(Value::Array(details.events)));
  value.set("metrics", Value(Value::Array(details.metrics)));
  return value;
}

Value clean_value(const app::CleanResult& result, const app::CleanRequest& request,
                  app::CleanAction action) {
  Value sessions = Value::array();
  for (const app::CleanedSession& session : result.sessions) {
    Value one = Value::object();
    one.set("session_id", session.record.session_id);
    one.set("pipeline_id", session.record.pipeline_id);
    one.set("status", session.record.status);
    one.set("started_at", session.record.started_at);
    one.set("bytes", session.bytes);
    one.set("removed", session.removed);
    if (session.failure.has_value()) {
      one.set("error", error_value(*session.failure));
    }
    sessions.push_back(std::move(one));
  }
  Value value = Value::object();
  value.set("sessions", std::move(sessions));
  value.set("bytes", result.bytes());
  value.set("kept", result.kept);
  value.set("data_only", request.part == session::SessionPart::kData);
  value.set("dry_run", action == app::CleanAction::kLookOnly);
  return value;
}

Value relations_value(const std::vector<exchange::RelationInfo>& relations) {
  Value list = Value::array();
  for (const exchange::RelationInfo& relation : relations) {
    Value one = Value::object();
    one.set("name", relation.name);
    one.set("rows", relation.rows);
    one.set("columns", columns_value(relation.columns));
    list.push_back(std::move(one));
  }
  Value value = Value::object();
  value.set("relations", std::move(list));
  return value;
}

Value export_value(const app::ExportResult& result) {
  Value value = Value::object();
  value.set("file", result.file.string());
  value.set("relation", result.relation);
  value.set("format", result.format);
  value.set("rows", result.rows);
  value.set("bytes", result.bytes);
  value.set("values_nulled", result.values_nulled);
  return value;
}

Value table_value(const exchange::TextTable& table) {
  Value rows = Value::array();
  for (const auto& row : table.rows) {
    Value cells = Value::array();
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(cell_value(row[i], table.columns[i].type));
    }
    rows.push_back(std::move(cells));
  }
  Value value = Value::object();
  value.set("columns", columns_value(table.columns));
  value.set("rows", std::move(rows));
  return value;
}

Value row_objects(const exchange::TextTable& table) {
  std::vector<std::string> names;
  std::map<std::string, int> seen;
  for (const exchange::Column& column : table.columns) {
    const int before = seen[column.name]++;
    names.push_back(before == 0 ? column.name : column.name + "_" + std::to_string(before));
  }
  Value rows = Value::array();
  for (const auto& row : table.rows) {
    Value::Object object;
    for (std::size_t i = 0; i < row.size(); ++i) {
      object.push_back({names[i], cell_value(row[i], table.columns[i].type), {}});
    }
    rows.push_back(Value(std::move(object)));
  }
  return rows;
}

Value components_value(const std::vector<app::ComponentSummary>& components) {
  Value list = Value::array();
  for (const app::ComponentSummary& component : components) {
    Value one = Value::object();
    one.set("name", component.name);
    one.set("version", component.version);
    one.set("title", component.title);
    one.set("modes", text_list(component.modes));
    list.push_back(std::move(one));
  }
  Value value = Value::object();
  value.set("components", std::move(list));
  return value;
}

Value component_value(const sdk::Spec& spec) {
  Value value = Value::object();
  value.set("component", spec.source);
  return value;
}

Value version_value(const app::VersionInfo& info) {
  Value value = Value::object();
  value.set("version", info.osiris);
  value.set("oml", info.oml);
  value.set("manifest", info.manifest);
  value.set("duckdb", info.duckdb);
  return value;
}

}  // namespace osiris::cli
