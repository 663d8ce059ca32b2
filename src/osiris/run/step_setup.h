#pragma once
// What a step needs before its first attempt: settings, inputs, a folder.

#include "osiris/run/adapter.h"
#include "osiris/run/step_runner.h"
#include "osiris/sdk/step_context.h"

#include <optional>
#include <vector>

namespace osiris::run {

/// Returns the reference to a connection that a step uses, written or implied; nothing if it uses
/// none. Errors: connection.invalid_reference.
Result<std::optional<sdk::ConnectionRef>> connection_reference(const compile::ManifestStep& step,
                                                               const sdk::Spec& spec);

/// Finds the settings of the connection that a step names, or of its family's default if the spec
/// asks for one; nothing if the step uses none. Every value from the environment and every value
/// that the spec calls secret is known to the redactor before this returns.
/// Errors: connection.*, component.unknown.
Result<std::optional<sdk::ConnectionSettings>> resolve_connection(const compile::ManifestStep& step,
                                                                  const AdapterServices& services);

/// Lists the relations that a step reads: what it needs and names under `inputs:`, in the order
/// written, each with every name that SQL may use. A needed step without a relation (a writer) is
/// waited for only.
std::vector<sdk::StepInput> bind_inputs(const compile::ManifestStep& step,
                                        const FinishedRelations& finished);

struct StepSetup {
  std::optional<sdk::ConnectionSettings> settings;
  std::vector<sdk::StepInput> inputs;
  sdk::StepPlaces places;
};

/// Resolves the connection, binds the inputs, makes artifacts/<step id>/ and writes
/// cleaned_config.json there: the config as the driver gets it and the connection's settings, with
/// secrets masked; beside it notes which files the step will read. Reports each to the log.
/// Errors: those of resolve_connection, file.*.
Result<StepSetup> set_up_step(const compile::ManifestStep& step, const FinishedRelations& finished,
                              const RunOptions& options, const ExecutionContext& context,
                              AdapterServices& services);

}  // namespace osiris::run
