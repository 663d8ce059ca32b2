#pragma once
// Lets other processes look at the data of a session that is still running. DuckDB gives a database
// file to one process at a time, so the process that has it answers for it.

#include "osiris/app/data_request.h"
#include "osiris/base/local_socket.h"
#include "osiris/session/session_folder.h"

#include <atomic>
#include <list>
#include <stop_token>
#include <thread>

namespace osiris::app {

inline constexpr ErrorCode kAnswerTooLarge{
    "data.answer_too_large", Fault::kUser,
    "A session that is running hands out so many rows at once only. Ask for fewer with --limit, "
    "or use `osiris data export`."};

/// Answers for the open database of a running session until destroyed, beside its steps and out of
/// transactions of its own: callers see whole relations only.
class DataDoor {
 public:
  /// Opens the door in the session's folder. Errors: file.*.
  static Result<std::unique_ptr<DataDoor>> open(const session::SessionFolder& folder,
                                                exchange::Database& database, FileSystem& files);
  DataDoor(const DataDoor&) = delete;
  DataDoor& operator=(const DataDoor&) = delete;
  ~DataDoor();

 private:
  struct Visit {
    std::atomic<bool> over = false;
    std::jthread thread;
  };

  DataDoor(LocalListener listener, exchange::Database& database, FileSystem& files);
  void receive(const std::stop_token& stop);
  void serve(LocalStream caller, const std::stop_token& stop) const;

  LocalListener listener_;
  exchange::Database& database_;
  FileSystem& files_;
  std::list<Visit> visits_;  ///< Used by receiver_ only, while it lives.
  std::jthread receiver_;    ///< Last, so that it ends first.
};

/// Asks the process that runs a session. Errors: socket.nobody_listens, socket.broken,
/// run.cancelled, those of answer_request, data.answer_too_large.
Result<DataAnswer> ask_at_door(const session::SessionFolder& folder, const DataRequest& request,
                               const std::stop_token& stop);

}  // namespace osiris::app
