#pragma once
// Which files of this machine a manifest may read: the ones its steps name, no others.

#include "osiris/run/adapter.h"

#include <vector>

namespace osiris::run {

/// Returns the absolute path behind every option that a step's spec lists under `reads`, resolved
/// against the step's connection; for a pattern, the files that match it now.
/// Errors: those of resolve_connection.
Result<std::vector<Path>> readable_paths(const compile::Manifest& manifest, const Path& project_dir,
                                         const AdapterServices& services);
/// Returns the absolute path behind every file option of a step: those that the spec lists under
/// `reads` and under `sources`; for a pattern, the files that match it now. Errors: those of
/// resolve_connection.
Result<std::vector<Path>> source_paths(const compile::ManifestStep& step, const Path& project_dir,
                                       const AdapterServices& services);

}  // namespace osiris::run
