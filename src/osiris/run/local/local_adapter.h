#pragma once
// Executes steps in this process.

#include "osiris/run/adapter.h"
#include "osiris/run/step_stop.h"

#include <chrono>

namespace osiris::run {

/// Runs the steps of a manifest in this process, each on a thread as soon as what it needs is
/// there.
class LocalAdapter final : public ExecutionAdapter {
 public:
  LocalAdapter(AdapterServices services, RunOptions options);
  Result<PreparedRun> prepare(const compile::Manifest& manifest,
                              ExecutionContext& context) override;
  ExecResult execute(const PreparedRun& prepared, ExecutionContext& context,
                     std::stop_token stop) override;
  Result<CollectedArtifacts> collect(const PreparedRun& prepared,
                                     ExecutionContext& context) override;

 private:
  void conclude(const StepStop& stop, std::chrono::nanoseconds begin, ExecResult& result) const;

  AdapterServices services_;
  RunOptions options_;
};

}  // namespace osiris::run
