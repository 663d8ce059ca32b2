#pragma once
// The verb `data export`: a relation of a session becomes a file.

#include "osiris/app/project.h"
#include "osiris/base/result.h"
#include "osiris/exchange/database.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace osiris::app {

inline constexpr ErrorCode kExportFormat{"data.export_format_unknown", Fault::kUser,
                                         "Relations are exported as CSV, Parquet or JSON. Name the "
                                         "file .csv, .parquet, .json (an array), "
                                         ".jsonl or .ndjson (an object a line), or say --format."};

/// `osiris data export SESSION RELATION --out FILE`.
struct ExportRequest {
  std::string session;
  std::string relation;
  Path file;           ///< Absolute; its folder has to exist.
  std::string format;  ///< csv, parquet, ndjson or json; empty: what the file's ending says.
};
struct ExportResult {
  Path file;
  std::string relation;
  std::string format;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  /// NaN and infinities that became null, which is all that JSON has for them.
  std::int64_t values_nulled = 0;
};
/// Writes a relation, columns and rows in their order, else as filesystem.csv_writer,
/// filesystem.parquet_writer or filesystem.json_writer do by default. The file appears whole or not
/// at all.
/// Errors: data.export_format_unknown, relation.not_found, parquet.type_not_storable,
/// parquet.value_not_storable, database.*, file.*, run.cancelled.
Result<ExportResult> export_relation(exchange::Connection& connection, FileSystem& files,
                                     const ExportRequest& request,
                                     const exchange::RunControl& control);

/// The same for the session that the request names, be it running or not. Errors besides:
/// session.*.
Result<ExportResult> export_data(const World& world, const ExportRequest& request,
                                 const std::stop_token& stop);

}  // namespace osiris::app
