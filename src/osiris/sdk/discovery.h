#pragma once
// What a component finds behind a connection: tables, views or files, each with its columns.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/exchange/database.h"
#include "osiris/format/value.h"
#include "osiris/sdk/connection.h"
#include "osiris/sdk/foresight.h"
#include "osiris/sdk/spec.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::sdk {

/// What kind of thing holds the rows.
enum class DiscoveredKind { kFile, kTable, kView };

/// Returns "file", "table" or "view".
constexpr std::string_view to_string(DiscoveredKind kind) {
  switch (kind) {
    case DiscoveredKind::kFile:
      return "file";
    case DiscoveredKind::kTable:
      return "table";
    case DiscoveredKind::kView:
      break;
  }
  return "view";
}

/// How far a number of rows can be trusted.
enum class RowCountBasis {
  kUnknown,
  kEstimated,  ///< From a part of the data, or from the statistics of a server.
  kExact,      ///< As it is now.
};

/// Returns "unknown", "estimated" or "exact".
constexpr std::string_view to_string(RowCountBasis basis) {
  switch (basis) {
    case RowCountBasis::kEstimated:
      return "estimated";
    case RowCountBasis::kExact:
      return "exact";
    case RowCountBasis::kUnknown:
      break;
  }
  return "unknown";
}

struct RowCount {
  std::int64_t rows = 0;
  RowCountBasis basis = RowCountBasis::kUnknown;  ///< kUnknown: `rows` says nothing.
};

struct DiscoveredColumn {
  std::string name;
  std::string type;              ///< That the step's relation would have, as DuckDB writes it.
  std::string source_type;       ///< As the source calls it: "varchar(20)"; empty: it has no types.
  std::optional<bool> nullable;  ///< Nothing: the source does not say.
};

/// Columns that lead to those of another table.
struct ForeignKey {
  std::vector<std::string> columns;
  std::string table;
  std::vector<std::string> referenced_columns;
};

/// One thing that a step can read.
struct DiscoveredTable {
  std::string name;  ///< As people of that source call it: "2026/orders.csv", "shop.orders".
  DiscoveredKind kind = DiscoveredKind::kTable;
  std::string component;  ///< That reads it.
  Value config;           ///< Options of a step that reads it, without the connection.
  std::vector<DiscoveredColumn> columns;  ///< Empty if they are not known.
  Certainty certainty = Certainty::kUnknown;
  std::string basis;  ///< Where the columns come from, or why nothing is known.
  RowCount row_count;
  std::optional<std::int64_t> size_bytes;
  std::vector<std::string> primary_key;  ///< Columns, in the order of the key.
  std::vector<ForeignKey> foreign_keys;
  exchange::TextTable samples;   ///< The first rows; without columns if none were asked for.
  std::optional<Error> problem;  ///< Why it cannot be read as it is now.
};

struct Discovery {
  std::vector<DiscoveredTable> tables;  ///< Sorted by name.
  std::int64_t left_out = 0;            ///< So many more were asked for than were looked at.
  /// By which what is there could be asked for, whether it was or not; empty if everything was.
  std::vector<std::string> names;
};

/// Tells whether a user who asks for `asked` means what has that name: it is the name, or a pattern
/// (`*` any text, `?` one byte, `[a-z]` one of a set) that fits it.
bool means(std::string_view asked, std::string_view name);

/// What a discovery is asked for by name.
class TableFilter {
 public:
  TableFilter() = default;  ///< Everything.
  explicit TableFilter(std::vector<std::string> asked) : asked_(std::move(asked)) {}

  bool is_everything() const { return asked_.empty(); }
  bool accepts(std::string_view name) const;

 private:
  std::vector<std::string> asked_;
};

/// What a discovery may use, and how much of it.
struct DiscoverContext {
  const Spec& spec;  ///< Of the component; for defaults of its options.
  FileSystem& files;
  Path project_dir;  ///< Absolute.
  exchange::QueryBinder& binder;
  std::size_t tables_max = 0;  ///< Only the first by name are looked at, of those that `filter` ...
  TableFilter filter = {};     ///< ... accepts.
  std::int64_t samples = 0;    ///< Rows of each table to show.
  std::chrono::milliseconds timeout;  ///< How long to wait for whom it asks.
  std::stop_token stop;
};

/// Finds what a connection leads to, and changes nothing. The settings are resolved and satisfy the
/// family's connectionSchema. What is wrong with one table stands in it; errors mean that nothing
/// could be found out, and run.cancelled.
using DiscoverFunction = Result<Discovery> (*)(const ConnectionSettings& settings,
                                               const DiscoverContext& context);

}  // namespace osiris::sdk
