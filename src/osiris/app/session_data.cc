#include "osiris/app/session_data.h"

#include "osiris/app/data_door.h"
#include "osiris/session/session_folder.h"

#include <chrono>
#include <memory>
#include <thread>

namespace osiris::app {
namespace {

/// A run locks its session a moment before it answers for its data, and stops to answer a moment
/// before it gives the lock back: two seconds are more than both take.
constexpr int kTriesMax = 100;
constexpr std::chrono::milliseconds kPause{20};

Result<std::unique_ptr<exchange::Connection>> open_data(const World& world,
                                                        const session::SessionFolder& folder) {
  const std::string id = folder.root.filename();
  if (!world.files.exists(folder.database())) {
    return fail(kFileNotFound, "session '" + id + "' has no database",
                "the run ended before it opened one, or `osiris maintenance clean` removed it: "
                "osiris runs show " +
                    id);
  }
  OSIRIS_TRY(const auto database, exchange::Database::open({.path = folder.database(),
                                                            .read_only = true,
                                                            .memory_limit_bytes = {},
                                                            .threads = 0,
                                                            .readable_paths = {}}));
  return database->connect();
}

Error no_answer_error(const session::SessionFolder& folder, const Error& cause) {
  const std::string id = folder.root.filename();
  return make_error(
             kSessionLocked,
             "session '" + id + "' is running, and its process does not answer for its data",
             "look at the data when it has ended; `osiris logs tail -f " + id + "` waits for that")
      .with("cause", cause.message);
}

}  // namespace

Result<DataAnswer> ask_session(const World& world, const std::string& session,
                               const DataRequest& request, const std::stop_token& stop) {
  OSIRIS_TRY(const session::SessionFolder folder,
             session::find_session(world.files, sessions_dir(world), session));
  for (int tries = 1; FileLock::is_held(folder.lock()); ++tries) {
    auto answer = ask_at_door(folder, request, stop);
    if (answer.has_value() ||
        !(answer.error().is(kNobodyListens) || answer.error().is(kSocketBroken))) {
      return answer;
    }
    if (tries >= kTriesMax) {
      return fail(no_answer_error(folder, answer.error()));
    }
    std::this_thread::sleep_for(kPause);
  }
  OSIRIS_TRY(const auto connection, open_data(world, folder));
  return answer_request(*connection, world.files, request, {.stop = stop, .on_progress = {}});
}

}  // namespace osiris::app
