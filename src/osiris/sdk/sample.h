#pragma once
// The first rows of what a discovery found, read as a step would read them.

#include "osiris/sdk/component.h"

#include <stop_token>
#include <vector>

namespace osiris::sdk {

/// How a sample is read.
struct Sampling {
  RunFunction run;          ///< Of a component that takes `limit`.
  Value config;             ///< Of a step that reads it all.
  std::vector<Path> files;  ///< That DuckDB itself has to read. Absolute.
  std::stop_token stop;
};

/// Runs the component on as many rows as are asked for, with a database in memory and without a
/// log. Errors: those of the component, run.cancelled, database.*.
Result<exchange::TextTable> read_sample(const Sampling& sampling,
                                        const ConnectionSettings& settings,
                                        const DiscoverContext& context);

}  // namespace osiris::sdk
