#include "osiris/oml/reader.h"

#include "osiris/format/yaml.h"
#include "osiris/oml/draft.h"

#include <utility>

namespace osiris::oml {
namespace {

Pipeline take_pipeline(Draft draft, Value document) {
  Pipeline pipeline = std::move(draft.pipeline);
  pipeline.steps.reserve(draft.steps.size());
  for (DraftStep& step : draft.steps) {
    step.step.location = std::move(step.location);
    pipeline.steps.push_back(std::move(step.step));
  }
  pipeline.document = std::move(document);
  return pipeline;
}

}  // namespace

ReadOutcome read_pipeline(std::string_view text, const sdk::Registry& registry,
                          const ReadOptions& options) {
  ReadOutcome outcome;
  Findings findings(options.file);
  YamlDocument yaml = parse_yaml(text, options.file);
  findings.append(std::move(yaml.diagnostics));
  if (!yaml.value.has_value()) {
    outcome.diagnostics = findings.take();
    return outcome;
  }
  Value& document = *yaml.value;
  if (!document.is_object()) {
    findings.error(kInvalidType, {document.mark, "root"},
                   document.is_null() ? "the document is empty"
                                      : "a pipeline must be a mapping, got " + kind_found(document),
                   "begin with `oml_version: \"0.1.0\"`");
    outcome.diagnostics = findings.take();
    return outcome;
  }
  ParameterOutcome resolved = resolve_parameters(document, options.parameters, options.file);
  outcome.parameters = std::move(resolved.parameters);
  findings.append(std::move(resolved.diagnostics));

  Draft draft = read_structure(document, registry, findings);
  connect_steps(draft, findings);
  check_configs(draft, options.connections, findings);
  outcome.connections = std::move(draft.connections);

  outcome.diagnostics = findings.take();
  if (!has_errors(outcome.diagnostics)) {
    outcome.pipeline = take_pipeline(std::move(draft), std::move(document));
  }
  return outcome;
}

}  // namespace osiris::oml
