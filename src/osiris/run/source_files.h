#pragma once
// What files a step read, and whether they are still the same when its session is resumed.

#include "osiris/run/adapter.h"
#include "osiris/session/session_folder.h"

namespace osiris::run {

inline constexpr ErrorCode kInputChanged{
    "run.input_changed", Fault::kUser,
    "A file that a finished step read is not what it was, so what the session holds of it is old. "
    "Run anew, or read it again with `--from STEP`."};

/// Notes the size and time of every file that a step is about to read, in
/// artifacts/<step id>/source_files.json, and the folders and patterns through which it is named;
/// nothing for a step that reads none. A file that is not there is left to the step.
/// Errors: connection.*, file.*
Status note_source_files(const compile::ManifestStep& step, const Path& project_dir,
                         const session::SessionFolder& folder, AdapterServices& services);

/// Compares the files with what was noted: none is changed, gone, or new in a folder or pattern.
/// Errors: run.input_changed.
Status check_source_files(const compile::ManifestStep& step, const session::SessionFolder& folder,
                          const FileSystem& files);

}  // namespace osiris::run
