#pragma once
// Says of a query, before there is any data, what its relation will look like, or why it cannot
// run.

#include "osiris/exchange/query_inputs.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// A column in the words of SQL.
struct ColumnText {
  std::string name;
  std::string type;  ///< As DuckDB writes it: "DECIMAL(18,2)".
  bool operator==(const ColumnText& other) const = default;
};

/// Returns the columns of a schema as text; nothing if one of its types is not known here.
std::optional<std::vector<ColumnText>> column_texts(const Schema& schema);

/// An input of a query that is bound before its relation exists.
struct BindInput {
  QueryInput input;
  std::optional<std::vector<ColumnText>> columns;  ///< Nothing: not known.
};

/// The error's details that say where in the SQL it stands, and which table was not found.
inline constexpr std::string_view kOffsetDetail = "offset";               ///< In bytes, from 0.
inline constexpr std::string_view kMissingTableDetail = "missing_table";  ///< As it is written.

/// Binds queries. Threads: one at a time.
class QueryBinder {
 public:
  virtual ~QueryBinder() = default;
  /// Returns the columns that replace_relation() would give a relation made by `sql` over `inputs`;
  /// nothing if that depends on an input whose columns are not known, or if a column has a type
  /// that cannot be written. Values play no part, so a cast that fails on some is not found.
  /// Errors: as when the query runs: sql.not_one_select, sql.denied, sql.invalid, with the details
  /// above as far as DuckDB tells them; database.library_unavailable.
  virtual Result<std::optional<std::vector<ColumnText>>> bind(
      std::string_view sql, const std::vector<BindInput>& inputs) = 0;
};

/// Binds with DuckDB, in a database in memory that is opened when it is first needed (some 20 ms).
/// The inputs are put in front of the query (0.2 ms); if that does not do, they are made as empty
/// tables, which is slower and tells errors as a run would.
class DuckDbBinder final : public QueryBinder {
 public:
  DuckDbBinder() = default;
  ~DuckDbBinder() override = default;

  Result<std::optional<std::vector<ColumnText>>> bind(
      std::string_view sql, const std::vector<BindInput>& inputs) override;

 private:
  Status make_inputs(const std::vector<BindInput>& inputs);
  Result<Schema> describe(const std::string& query);
  Result<Schema> describe_over_with(std::string_view sql, const std::vector<BindInput>& inputs);

  std::unique_ptr<Connection> connection_;
  /// The tables that are there, by name in lower case.
  std::map<std::string, std::vector<ColumnText>> tables_;
};

}  // namespace osiris::exchange
