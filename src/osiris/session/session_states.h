#pragma once
// The states that a session holds: those that its steps start from, and those that finished steps
// leave. They are committed, or not, when a run of the session ends.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/format/value.h"
#include "osiris/session/session_folder.h"

#include <map>
#include <string>

namespace osiris::session {

inline constexpr ErrorCode kStateLost{
    "session.state_lost", Fault::kUser,
    "The session to resume does not hold any more what its steps started from, or what they left "
    "for the next run. Run anew, or make it again with `--from STEP`."};

/// What a step of a session starts from, in all runs of the session.
struct BaseState {
  Value given;         ///< What the step gets; null: nothing, so that it reads everything.
  std::string stored;  ///< StoredState::mark when the session began.
};
using BaseStates = std::map<std::string, BaseState>;  ///< By step id.

/// Notes what the steps of a new session start from. Errors: file.*
Status note_base_states(FileSystem& files, const SessionFolder& folder, const BaseStates& states);

/// Reads that note. Errors: session.state_lost if it is gone or damaged.
Result<BaseStates> read_base_states(const FileSystem& files, const SessionFolder& folder);

/// Keeps what a finished step leaves for the next run; null is nothing. On the disk before the call
/// returns, so that it is there if the step counts as finished. Errors: file.*
Status keep_state(FileSystem& files, const SessionFolder& folder, const std::string& step_id,
                  const Value& state);

/// Reads what a finished step left. Errors: session.state_lost if it is gone or damaged.
Result<Value> read_kept_state(const FileSystem& files, const SessionFolder& folder,
                              const std::string& step_id);

}  // namespace osiris::session
