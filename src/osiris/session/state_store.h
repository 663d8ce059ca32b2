#pragma once
// What successful runs leave for the next one: a file for each step of a pipeline that keeps state.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/format/value.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::session {

/// Place of all states, relative to the project folder.
inline constexpr const char* kStateDirName = ".osiris_state";

inline constexpr ErrorCode kStateInvalid{
    "state.invalid", Fault::kUser,
    "A file below .osiris_state is damaged or was written by another version of osiris. `osiris "
    "state reset PIPELINE --step STEP` removes it; the next run then reads everything."};
inline constexpr ErrorCode kStateForeign{
    "state.foreign", Fault::kUser,
    "A stored state was left by another step, component or connection, so it says nothing about "
    "what this one has read. Read everything with `--full-refresh`, or remove it with `osiris "
    "state reset`."};
inline constexpr ErrorCode kStateBusy{
    "state.busy", Fault::kSystem,
    "Another process holds the lock on the project's states and does not let go. Wait for it, then "
    "do the same again."};

/// Whose state is meant. A profile makes a pipeline read or write elsewhere, so each has its own.
struct StateKey {
  std::string pipeline_id;
  std::string profile;  ///< Empty: none.
  std::string step_id;
  bool operator==(const StateKey& other) const = default;
};

/// Names the step for people: "step 'load' of pipeline 'orders' (profile 'prod')".
std::string to_words(const StateKey& key);

/// A state, and who left it.
struct StateRecord {
  StateKey key;
  std::string component;
  std::string connection;    ///< "@family.alias"; empty if the step uses none.
  std::string session_id;    ///< Of the run that committed it.
  std::string committed_at;  ///< ISO 8601, UTC.
  Value state;               ///< An object.
  Value to_value() const;
};

/// What stands in the place of a state.
struct StoredState {
  StateKey key;
  Path file;
  std::optional<StateRecord> record;  ///< Absent if nothing is there or there is a problem.
  std::optional<Error> problem;       ///< Why what is there cannot be used.
  /// Tells one content from another, whoever left it and when; empty if nothing is there.
  std::string mark = {};
};

/// Returns <state_dir>/<pipeline id>/<step id>.json; with a profile, in the folder `@<profile>`
/// between the two.
Path state_file(const Path& state_dir, const StateKey& key);

/// Looks up a step's state. What is damaged or of another step is a problem, state.invalid or
/// state.foreign, that names file and remedy. Errors: file.* if it cannot be read.
Result<StoredState> find_state(const FileSystem& files, const Path& state_dir, const StateKey& key);

/// Lists all states by pipeline, profile and step; what cannot be read is a problem of its entry.
/// Errors: file.*
Result<std::vector<StoredState>> list_states(const FileSystem& files, const Path& state_dir);

/// Puts a state in its place, whole or not at all, and on the disk before the call returns. Returns
/// the size of the file in bytes. Errors: file.*
Result<std::int64_t> write_state(FileSystem& files, const Path& state_dir,
                                 const StateRecord& record);

/// Removes a step's state; fine if there is none. Errors: file.*
Status remove_state(FileSystem& files, const Path& state_dir, const StateKey& key);

/// The lock below is held for the time of some small files: who waits longer waits for a process
/// that hangs.
inline constexpr std::chrono::milliseconds kStateLockPatience{10'000};

/// Takes the lock that whoever compares and then changes states of a project has to hold; waits for
/// it. Makes the folder. Errors: state.busy, file.*
Result<FileLock> lock_states(FileSystem& files, const Path& state_dir,
                             std::chrono::milliseconds patience = kStateLockPatience);

}  // namespace osiris::session
