#pragma once
// Pipeline text to manifest. Pure: no clock, disk, environment or network; same input, same bytes.

#include "osiris/base/diagnostic.h"
#include "osiris/compile/manifest.h"
#include "osiris/oml/reader.h"

#include <optional>
#include <string_view>

namespace osiris::compile {

/// The outcome of compiling: a manifest unless an error was found, and all findings.
struct CompileOutcome {
  std::optional<Manifest> manifest;
  std::vector<oml::ResolvedParameter> parameters;
  std::vector<oml::ConnectionUse> connections;  ///< As oml::ReadOutcome has them.
  Diagnostics diagnostics;
};

/// Compiles a pipeline document.
CompileOutcome compile_pipeline(std::string_view text, const sdk::Registry& registry,
                                const oml::ReadOptions& options);

}  // namespace osiris::compile
