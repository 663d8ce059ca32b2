#pragma once
// Which step runs when: as soon as all it needs has finished, so many at once as allowed.

#include "osiris/run/adapter.h"
#include "osiris/run/step_runner.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace osiris::run {

/// Runs the steps of one execution, several at once, and keeps the books. Of the steps that could
/// run the one that comes first in the manifest starts first, so that a limit of one step at a time
/// gives the manifest's order.
/// A failed step loses all that need it. With OnFailure::kStop nothing starts behind a failure, but
/// what runs finishes; a stop request ends what runs, too. Use once, from one thread.
///
/// A stop request may find a step amid a call that does not listen, as DuckDB computing one single
/// value. A run that may leave (RunOptions::leave) gives such a step up after kUnheardMax, but
/// never one that writes: what that has begun outside has to be taken back.
class Schedule {
 public:
  Schedule(const PreparedRun& prepared, ExecutionContext& context, AdapterServices& services,
           std::stop_token stop);
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  ~Schedule() = default;  ///< Waits for the steps that were given up.

  /// Runs what can run and reports the rest as skipped. Fills the result's steps, in the manifest's
  /// order, and its error: that of the first failed step in this order, unless it has one already,
  /// which lets nothing run. Returns false if steps were given up: they use all that this object
  /// was made with until they end.
  bool run_all(ExecResult& result);

 private:
  /// A step, and how it hangs together with others; indexes are those of the manifest.
  struct Node {
    std::vector<std::size_t> needs;       ///< Steps that it needs.
    std::vector<std::size_t> dependents;  ///< Steps that need it.
    std::size_t unfinished = 0;           ///< How many of `needs` have not ended.
    std::string loss;                     ///< Why it cannot run: a step that it needs was lost.
    bool ended = false;
  };

  void connect_steps();
  void wait_for_end(std::unique_lock<std::mutex>& lock);
  bool has_running_writer() const;
  void give_up_steps();
  void work();
  std::optional<std::size_t> take_next(std::unique_lock<std::mutex>& lock);
  StepFate fate_of(std::size_t index) const;
  StepOutcome skipped_outcome(std::size_t index) const;
  std::string reason_to_skip(std::size_t index) const;
  FinishedRelations relations_for(std::size_t index) const;
  std::string loss_by(std::size_t index, const StepOutcome& outcome) const;
  StepOutcome skip(std::size_t index, const std::string& reason);
  void finish(std::size_t index, StepOutcome outcome);

  const PreparedRun& prepared_;
  const std::vector<compile::ManifestStep>& steps_;
  ExecutionContext& context_;
  AdapterServices& services_;
  std::stop_token stop_;

  std::mutex mutex_;  ///< Guards all below.
  std::condition_variable changed_;
  std::condition_variable_any end_changed_;  ///< Of `ended_`, when the end or a stop is near.
  std::vector<Node> nodes_;
  std::set<std::size_t> ready_;  ///< Nothing that they need is left; they have not begun.
  std::map<std::size_t, std::chrono::nanoseconds> running_;  ///< With when they began.
  std::size_t ended_ = 0;
  bool cannot_start_ = false;
  bool failed_ = false;
  bool given_up_ = false;  ///< Nothing begins any more, and what goes on ends unseen.
  std::vector<StepOutcome> outcomes_;
  std::vector<std::jthread> workers_;  ///< Last, so that they end before what they use.
};

}  // namespace osiris::run
