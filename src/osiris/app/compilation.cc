#include "osiris/app/compilation.h"

#include "osiris/app/connection_environment.h"
#include "osiris/app/connections.h"
#include "osiris/app/project_foresight.h"
#include "osiris/format/yaml.h"

#include <utility>

namespace osiris::app {
namespace {

/// Returns the document if the text is a manifest.
std::optional<Value> read_manifest_document(const std::string& text, const std::string& file) {
  // Parsing a pipeline twice is not free: only what could be a manifest is looked at closely.
  if (text.find("manifest_version") == std::string::npos) {
    return std::nullopt;
  }
  YamlDocument document = parse_yaml(text, file);
  const bool is_manifest =
      document.value.has_value() && compile::looks_like_manifest(*document.value);
  return is_manifest ? std::move(document.value) : std::nullopt;
}

Status take_manifest(const Value& document, const PipelineRequest& request,
                     Compilation& compilation) {
  if (!request.params.empty() || !request.profile.empty()) {
    return fail(kManifestFixed,
                "'" + request.file + "' is a manifest, its parameters and profile are fixed",
                "run the pipeline instead, or compile it again with these parameters");
  }
  auto manifest = compile::Manifest::from_value(document);
  if (!manifest.has_value()) {
    return fail(std::move(manifest).error().within("'" + request.file + "'"));
  }
  compilation.manifest = std::move(*manifest);
  compilation.uses = connections_of_manifest(document);
  compilation.is_manifest = true;
  return {};
}

/// Adds what is wrong with the connections in use, and with the file where they stand.
void add_connection_findings(const World& world, const PipelineRequest& request,
                             ConnectionCheck check, Compilation& compilation) {
  const LoadedConnections& connections = compilation.connections;
  Diagnostics& diagnostics = compilation.diagnostics;
  const bool must_work = check == ConnectionCheck::kAlways;
  if (must_work || !connections.file.empty()) {
    const Diagnostics found = check_connection_uses(
        compilation.uses, {connections.catalog, world.environment, request.file},
        must_work ? Severity::kError : Severity::kWarning);
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    sort_by_position(diagnostics);
  }
  diagnostics.insert(diagnostics.end(), connections.diagnostics.begin(),
                     connections.diagnostics.end());
}

/// Masks secrets of connections: a finding, or the reason why columns are not known, may quote the
/// data that a step will read.
Status redact_findings(const World& world, Compilation& compilation) {
  session::Redactor redactor;
  OSIRIS_CHECKED(learn_connection_secrets(world, compilation.connections.catalog, redactor));
  for (Diagnostic& diagnostic : compilation.diagnostics) {
    diagnostic.message = redactor.redact(diagnostic.message);
    diagnostic.hint = redactor.redact(diagnostic.hint);
  }
  for (compile::StepForesight& step : compilation.foresight) {
    step.foresight.basis = redactor.redact(step.foresight.basis);
  }
  return {};
}

void make_warnings_errors(Diagnostics& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::kWarning) {
      diagnostic.severity = Severity::kError;
    }
  }
}

/// Compiles the text of a pipeline.
Status compile_document(World& world, const PipelineRequest& request, ConnectionCheck check,
                        Compilation& compilation) {
  const bool has_file = !compilation.connections.file.empty();
  const bool check_connections = has_file || check == ConnectionCheck::kAlways;
  const oml::ReadOptions options{
      .file = request.file,
      .parameters = {.command_line = request.params,
                     .environment = world.environment,
                     .profile = request.profile},
      .connections = check_connections ? &compilation.connections.catalog : nullptr};
  ProjectForesight project(world, compilation.connections.catalog, request.file);
  const compile::Foresee foresee = [&](const auto& step, const auto& inputs) {
    auto foresight = project.foresee(step, inputs);
    if (foresight.has_value() && check == ConnectionCheck::kAlways) {
      foresight->obstacle.reset();  // The run meets it, or finds it gone.
    }
    return foresight;
  };
  auto outcome = compile::compile_pipeline(compilation.text, world.registry, options, foresee);
  if (outcome.failure) {
    return fail(*std::move(outcome.failure));
  }
  compilation.foresight = std::move(outcome.foresight);
  compilation.manifest = std::move(outcome.manifest);
  compilation.parameters = std::move(outcome.parameters);
  compilation.uses = std::move(outcome.connections);
  compilation.diagnostics = std::move(outcome.diagnostics);
  return {};
}

}  // namespace

Result<Compilation> compile_file(World& world, const PipelineRequest& request,
                                 ConnectionCheck check) {
  OSIRIS_CHECKED(load_dotenv(world));
  Compilation compilation;
  OSIRIS_TRY(compilation.text, world.files.read_text(request.file));
  OSIRIS_TRY(compilation.connections, load_connections(world));
  if (const auto document = read_manifest_document(compilation.text, request.file)) {
    OSIRIS_CHECKED(take_manifest(*document, request, compilation));
  } else {
    OSIRIS_CHECKED(compile_document(world, request, check, compilation));
  }
  add_connection_findings(world, request, check, compilation);
  if (!compilation.diagnostics.empty()) {
    OSIRIS_CHECKED(redact_findings(world, compilation));
  }
  if (request.warnings_as_errors) {
    make_warnings_errors(compilation.diagnostics);
  }
  if (has_errors(compilation.diagnostics)) {
    compilation.manifest.reset();
  }
  return compilation;
}

Diagnostic unreadable_file(const Error& error, const std::string& file) {
  Diagnostic finding;
  finding.code = error.code;
  finding.where.file = file;
  finding.message = error.message;
  finding.hint = error.hint;
  finding.type = error.is(kFileNotFound) ? "file_not_found" : "read_error";
  return finding;
}

}  // namespace osiris::app
