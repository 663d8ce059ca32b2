#pragma once
// Remembers what queries were found to give, so that an unchanged pipeline is checked without
// DuckDB.

#include "osiris/base/filesystem.h"
#include "osiris/exchange/query_binder.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::app {

/// The folder of a project where what can be found again is kept.
inline constexpr const char* kCacheDirName = ".osiris_cache";

/// Binds each query once: the same text over the same inputs, in this version of osiris and DuckDB,
/// gives the same columns. Errors are not remembered. A cache that is missing, damaged or cannot be
/// written costs time only. Threads: one at a time.
class QueryCache final : public exchange::QueryBinder {
 public:
  /// Opens the cache in `file`; `binder` answers what it does not know.
  QueryCache(FileSystem& files, Path file, exchange::QueryBinder& binder);

  Result<std::optional<std::vector<exchange::ColumnText>>> bind(
      std::string_view sql, const std::vector<exchange::BindInput>& inputs) override;

  /// Writes what was asked since the cache was opened, and nothing older, if that is news.
  void save();

 private:
  using Columns = std::optional<std::vector<exchange::ColumnText>>;

  void load();

  FileSystem& files_;
  Path file_;
  exchange::QueryBinder& binder_;
  bool loaded_ = false;
  std::map<std::string, Columns> known_;  ///< From the file, by digest.
  std::map<std::string, Columns> used_;
};

}  // namespace osiris::app
