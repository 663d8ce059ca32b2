#pragma once
// How a caller stops and watches long work.

#include <functional>
#include <optional>
#include <stop_token>

namespace osiris::exchange {

/// How far a query is.
struct Progress {
  std::optional<double> percent;  ///< 0..100, when DuckDB can tell.
  long long rows = 0;             ///< Rows handed over so far; 0 when not counted.
  long long bytes = 0;  ///< Read from or written to the outside so far; 0 when not counted.
};

/// Passed to every call that may take long. A default one never stops and reports to nobody.
/// `on_progress` is called from the calling thread, at most every 100 ms.
struct RunControl {
  std::stop_token stop;
  std::function<void(const Progress&)> on_progress;
};

}  // namespace osiris::exchange
