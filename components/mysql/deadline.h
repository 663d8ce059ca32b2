#pragma once
// An end for what waits for a server, whether it is stopped or its time is up.

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>

namespace osiris::components::mysql {

/// A stop token that follows another one, and stops by itself after a while.
class Deadline {
 public:
  Deadline(std::stop_token outer, std::chrono::milliseconds patience);
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  /// Tells whether time was up before anything else stopped it. From any thread.
  bool passed() const { return passed_.load(); }

 private:
  struct Stop {
    std::stop_source source;
    void operator()() { source.request_stop(); }
  };

  std::stop_source source_;
  std::atomic<bool> passed_ = false;
  std::stop_callback<Stop> follow_;
  std::jthread timer_;  ///< Last, so that it ends before what it uses.
};

}  // namespace osiris::components::mysql
