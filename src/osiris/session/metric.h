#pragma once
// The measurements a session records: name, unit, and whether they belong to a step.

#include <string_view>

namespace osiris::session {

/// Names one metric; `unit` is "rows", "bytes", "ms", "seconds", "steps", "code".
struct Metric {
  std::string_view name;
  std::string_view unit;
};

inline constexpr Metric kRowsRead{"rows_read", "rows"};
inline constexpr Metric kRowsWritten{"rows_written", "rows"};
inline constexpr Metric kRowsProcessed{"rows_processed", "rows"};
inline constexpr Metric kBytesWritten{"bytes_written", "bytes"};
inline constexpr Metric kBytesRead{"bytes_read", "bytes"};
inline constexpr Metric kStepDurationMs{"step_duration_ms", "ms"};
inline constexpr Metric kStepsTotal{"steps_total", "steps"};
inline constexpr Metric kStepsCompleted{"steps_completed", "steps"};
inline constexpr Metric kExecutionDuration{"execution_duration", "seconds"};
inline constexpr Metric kTotalDuration{"total_duration", "seconds"};
inline constexpr Metric kExitCode{"adapter_exit_code", "code"};
inline constexpr Metric kDatabaseBytes{"database_bytes", "bytes"};
inline constexpr Metric kMemoryPeakBytes{"memory_peak_bytes", "bytes"};

}  // namespace osiris::session
