#pragma once
// Talk between two processes of one user on one machine, over a socket that lies in a folder.

#include "osiris/base/descriptor.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace osiris {

inline constexpr ErrorCode kNobodyListens{
    "socket.nobody_listens", Fault::kExternal,
    "No process answers at a socket: the one that made it ended, or is not ready yet."};
inline constexpr ErrorCode kSocketBroken{
    "socket.broken", Fault::kExternal,
    "The process at the other end of a socket went away, or said what cannot be understood."};

/// One conversation. Threads: one at a time.
class LocalStream {
 public:
  explicit LocalStream(Descriptor socket) : socket_(std::move(socket)) {}
  /// Calls whoever listens at `path`. Paths may be longer than the system's socket addresses.
  /// Errors: socket.nobody_listens, file.denied, file.io.
  static Result<LocalStream> connect(const Path& path);

  /// Returns the next line without its end, waiting for it.
  /// Errors: socket.broken if the other side ends before, or the line is longer than `bytes_max`;
  /// run.cancelled.
  Result<std::string> read_line(std::size_t bytes_max, const std::stop_token& stop);
  /// Sends a line, all of it. `line` has no line feed in it. Errors: socket.broken, run.cancelled.
  Status write_line(std::string_view line, const std::stop_token& stop);
  /// Tells whether the other side has gone; never waits.
  bool is_gone() const;

 private:
  Descriptor socket_;
  std::string read_;  ///< Bytes behind the last line.
};

/// A place where processes of the same user (and root) can call. The socket's file is removed when
/// the listener goes. Source: unix(7).
class LocalListener {
 public:
  /// Listens at `path`, in place of a socket that a dead process left there. Errors: file.*.
  static Result<LocalListener> open(const Path& path);
  LocalListener(LocalListener&&) noexcept = default;
  LocalListener& operator=(LocalListener&&) = delete;
  LocalListener(const LocalListener&) = delete;
  LocalListener& operator=(const LocalListener&) = delete;
  ~LocalListener();

  /// Waits for the next caller; nothing when stopped. Callers of other users are hung up on.
  std::optional<LocalStream> accept(const std::stop_token& stop);

 private:
  LocalListener(Descriptor socket, Path path)
      : socket_(std::move(socket)), path_(std::move(path)) {}
  Descriptor socket_;
  Path path_;
};

}  // namespace osiris
