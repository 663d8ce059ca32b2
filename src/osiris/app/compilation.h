#pragma once
// From a file's name to a manifest: what validate, compile and run share.

#include "osiris/app/verbs.h"

#include <optional>
#include <string>
#include <vector>

namespace osiris::app {

/// A pipeline file with all that was found out about it.
struct Compilation {
  std::string text;
  std::optional<compile::Manifest> manifest;  ///< Absent if anything is an error.
  std::vector<oml::ResolvedParameter> parameters;
  std::vector<compile::StepForesight> foresight;  ///< Of the steps that make a relation.
  Diagnostics diagnostics;  ///< Of the pipeline by position, then of the connections file.
  LoadedConnections connections;
  std::vector<oml::ConnectionUse> uses;  ///< Of connections; in a manifest, all of them.
  bool is_manifest = false;              ///< The file was a manifest already.
};

/// Whether references to connections have to lead somewhere. A pipeline may be compiled where its
/// connections are not known, or their variables not set, which is worth a warning; to run it they
/// must be.
enum class ConnectionCheck { kIfFilePresent, kAlways };

/// Reads the project's .env and connections, then compiles the request's file. A manifest is taken
/// as it is, after its hash was checked; parameters and profiles cannot change it. If the request
/// wants it, warnings are errors.
/// Errors: file.*, env.file_invalid, manifest.invalid, manifest.parameters_fixed,
/// database.library_unavailable.
Result<Compilation> compile_file(World& world, const PipelineRequest& request,
                                 ConnectionCheck check);

inline constexpr ErrorCode kManifestFixed{
    "manifest.parameters_fixed", Fault::kUser,
    "A manifest's parameters are fixed. Compile the pipeline again with the ones you want."};

/// Makes the finding that stands for a file that cannot be read; one bad name among several files
/// must not hide what is wrong with the others.
Diagnostic unreadable_file(const Error& error, const std::string& file);

}  // namespace osiris::app
