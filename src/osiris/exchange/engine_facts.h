#pragma once
// What can be said of the DuckDB library that is installed.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace osiris::exchange {

struct EngineFacts {
  Path library;                         ///< The file it was loaded from; empty: unknown.
  std::string version;                  ///< "v1.5.6"
  std::int64_t memory_limit_bytes = 0;  ///< What it takes at most if nobody says otherwise.
  std::vector<std::string> extensions;  ///< Which of icu, json and parquet are built in, sorted.
};

/// Loads the library, opens a database in memory and asks it. Errors: database.*, sql.*.
Result<EngineFacts> look_at_engine();

}  // namespace osiris::exchange
