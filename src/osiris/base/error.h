#pragma once
// What a failure says: a stable code, whose fault it is, and what a person can do next.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris {

/// Says who has to act: the user's input, a service or file outside, this machine, or a bug.
enum class Fault { kUser, kExternal, kSystem, kBug };

/// Names one kind of failure. Codes are `area.reason`; never reused, never renamed.
/// docs/reference/errors.md (generated) lists every constant of this type with its meaning.
struct ErrorCode {
  std::string_view name;
  Fault fault;
  std::string_view meaning;
};

/// Describes one failure.
struct Error {
  std::string code;           ///< `area.reason`, e.g. "file.not_found".
  Fault fault = Fault::kBug;  ///< Who has to act.
  std::string message;        ///< One sentence: place, cause. Never holds a secret.
  std::string hint;           ///< What to do next; may be empty.
  bool transient = false;     ///< True if the same act may succeed when tried again.
  std::vector<std::pair<std::string, std::string>> details;  ///< e.g. {"path", "in.csv"}.

  /// Puts `where` in front of the message: "step 'load': ...". Returns itself for chaining.
  Error&& within(std::string_view where) &&;
  /// Adds a named detail. Returns itself for chaining.
  Error&& with(std::string key, std::string value) &&;
  /// Marks the error as safe to retry. Returns itself for chaining.
  Error&& retryable() &&;

  /// Returns a named detail; empty if there is none of that name.
  std::string detail(std::string_view key) const;
  /// Tells whether this error carries `other` as its code.
  bool is(const ErrorCode& other) const { return code == other.name; }
};

/// Makes an error of a known kind.
Error make_error(const ErrorCode& code, std::string message, std::string hint = {});

/// Returns "user", "external", "system" or "bug".
std::string_view to_string(Fault fault);

/// Failures that every floor may meet.
inline constexpr ErrorCode kBug{"internal.bug", Fault::kBug,
                                "osiris broke a promise of its own. Please report it."};
inline constexpr ErrorCode kCancelled{"run.cancelled", Fault::kUser,
                                      "The work was stopped by a signal or a stop request."};
inline constexpr ErrorCode kTimedOut{"run.timed_out", Fault::kUser,
                                     "The work took longer than its timeout. Raise `timeout` or "
                                     "make the step smaller."};
inline constexpr ErrorCode kFileNotFound{"file.not_found", Fault::kUser,
                                         "A file or folder does not exist. Check the path."};
inline constexpr ErrorCode kFileDenied{"file.denied", Fault::kUser,
                                       "A file or folder may not be read or written. Check its "
                                       "permissions."};
inline constexpr ErrorCode kFileKind{"file.wrong_kind", Fault::kUser,
                                     "A folder stands where a file is expected, or the reverse."};
inline constexpr ErrorCode kFileExists{"file.exists", Fault::kUser,
                                       "A file is there already and must not be replaced."};
inline constexpr ErrorCode kFileTooLarge{"file.too_large", Fault::kUser,
                                         "A file is larger than osiris reads into memory for this "
                                         "purpose. Check that it is the right file."};
inline constexpr ErrorCode kDiskFull{"file.disk_full", Fault::kSystem,
                                     "The disk or quota is full. Free space and run again."};
inline constexpr ErrorCode kFileIo{"file.io", Fault::kSystem,
                                   "The operating system failed to read or write a file."};

}  // namespace osiris
