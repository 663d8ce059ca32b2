#include "components/mysql/deadline.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace osiris::components::mysql {

Deadline::Deadline(std::stop_token outer, std::chrono::milliseconds patience)
    : follow_(std::move(outer), Stop{source_}),
      timer_([this, patience](const std::stop_token& over) {
        std::mutex mutex;
        std::condition_variable_any never_notified;
        std::unique_lock lock(mutex);
        never_notified.wait_for(lock, over, patience, [] { return false; });
        if (!over.stop_requested() && !source_.stop_requested()) {
          passed_ = true;
          source_.request_stop();
        }
      }) {}

}  // namespace osiris::components::mysql
