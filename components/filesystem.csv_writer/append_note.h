#pragma once
// Keeps a step that is run again in its session from appending its rows a second time.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/sdk/step_context.h"

#include <optional>

namespace osiris::components {

/// Notes, in the step's folder of artifacts, what the file will be when the append is done. Called
/// just before that: a run that is killed in between leaves a note that does not fit the file.
/// Errors: file.*.
Status note_append(const sdk::WrittenFile& file, const Path& artifacts_dir, FileSystem& files);

/// Returns what an earlier attempt or run of the session appended, if the file at `path` begins as
/// was noted: then the rows are in it already, perhaps with those of others behind them. Reads so
/// much of the file if it is large enough.
std::optional<sdk::WrittenFile> finished_append(const Path& path, const Path& artifacts_dir,
                                                const FileSystem& files);

}  // namespace osiris::components
