#pragma once
// Pipeline text to manifest. Pure: no clock, disk, environment or network; same input, same bytes.

#include "osiris/base/diagnostic.h"
#include "osiris/compile/foresight.h"
#include "osiris/compile/manifest.h"
#include "osiris/oml/reader.h"

#include <optional>
#include <string_view>

namespace osiris::compile {

/// The outcome of compiling: a manifest unless an error was found, and all findings.
struct CompileOutcome {
  std::optional<Manifest> manifest;
  std::vector<oml::ResolvedParameter> parameters;
  std::vector<StepForesight> foresight;         ///< Empty if nothing was asked.
  std::vector<oml::ConnectionUse> connections;  ///< As oml::ReadOutcome has them.
  Diagnostics diagnostics;
  std::optional<Error> failure;  ///< Why compiling ended early, which is not the pipeline's fault.
};

/// Compiles a pipeline document. `foresee` is asked about each step of a valid one; what is certain
/// stands in the manifest, all else is checked only, so that the outside changes no byte of it.
/// Empty: nothing is asked.
CompileOutcome compile_pipeline(std::string_view text, const sdk::Registry& registry,
                                const oml::ReadOptions& options, const Foresee& foresee = {});

}  // namespace osiris::compile
