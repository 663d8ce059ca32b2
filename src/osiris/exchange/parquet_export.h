#pragma once
// A relation as a Parquet file, encoded by DuckDB.

#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/row_batch.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

inline constexpr ErrorCode kParquetType{
    "parquet.type_not_storable", Fault::kUser,
    "A column has a type for which Parquet has no exact form. Cast it in a transform first, e.g. "
    "to VARCHAR."};
inline constexpr ErrorCode kParquetValue{
    "parquet.value_not_storable", Fault::kUser,
    "A value does not fit the type that its column has in Parquet. Cast the column in a transform "
    "first, e.g. to VARCHAR."};

enum class ParquetCompression { kNone, kSnappy, kZstd, kGzip };

/// How the file is laid out.
struct ParquetFormat {
  ParquetCompression compression = ParquetCompression::kSnappy;
  std::int64_t row_group_rows = static_cast<std::int64_t>(kBatchRows);  ///< 2,048 at least.
};

/// Writes the named columns of a relation, in this order, rows in the relation's order. The same
/// rows give the same bytes, whatever the number of threads.
/// No value is rounded: HUGEINT and UHUGEINT become DECIMAL(38,0); INTERVAL, TIME WITH TIME ZONE
/// and BIT, of which Parquet keeps a part only, become text; ENUM becomes text, ARRAY a list and
/// TIMESTAMP_S a TIMESTAMP; so do they inside of nested types. UNION is refused.
/// DuckDB may write nowhere but beside its own database, so the file is made there first and then
/// handed to the sink, in pieces of some megabytes; it is gone when the function returns.
/// Errors: relation.not_found, data.column_not_found, parquet.*, those of the sink and of
/// Connection::execute, file.*.
Result<ExportStats> export_parquet(Connection& connection, std::string_view relation,
                                   const std::vector<std::string>& columns,
                                   const ParquetFormat& format, FileSystem& files,
                                   const ByteSink& sink, const RunControl& control = {});

}  // namespace osiris::exchange
