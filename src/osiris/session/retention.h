#pragma once
// Getting rid of sessions: how much room they take, and how they go.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/session/session_folder.h"

#include <cstdint>
#include <set>
#include <string>

namespace osiris::session {

/// What goes: the session's data (the database with all that DuckDB keeps beside it, the artifacts,
/// and the states that its steps started from), or the whole folder.
enum class SessionPart { kData, kAll };

/// Returns how many bytes the files of that part have. Links are not followed, and what goes away
/// meanwhile or cannot be listed counts nothing.
std::int64_t bytes_of(const FileSystem& files, const SessionFolder& folder, SessionPart part);

/// Removes a part of a session, data before logs, while holding the session's lock. A session that
/// is not there is fine. If the process dies midway, a second call removes the rest.
/// Errors: session.locked if it is running, file.*.
Status remove_session(FileSystem& files, const SessionFolder& folder, SessionPart part);

/// Takes the lines of these sessions out of <sessions_dir>/runs.jsonl, atomically; all other lines,
/// damaged ones too, stay as they are, and lines that runs append meanwhile are kept.
/// Errors: file.*.
Status remove_runs(FileSystem& files, const Path& sessions_dir, const std::set<std::string>& ids);

}  // namespace osiris::session
