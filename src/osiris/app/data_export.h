#pragma once
// The verb `data export`: a relation of a session becomes a file.

#include "osiris/app/project.h"
#include "osiris/base/result.h"
#include "osiris/exchange/database.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace osiris::app {

inline constexpr ErrorCode kExportFormat{
    "data.export_format_unknown", Fault::kUser,
    "Relations are exported as CSV only. Name the file .csv, or say --format csv."};

/// `osiris data export SESSION RELATION --out FILE`.
struct ExportRequest {
  std::string session;
  std::string relation;
  Path file;           ///< Absolute; its folder has to exist.
  std::string format;  ///< Empty: what the file's ending says.
};
struct ExportResult {
  Path file;
  std::string relation;
  std::string format;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
};
/// Writes a relation with a header and in its order, as filesystem.csv_writer does by default, but
/// the columns stay in their order. The file appears whole or not at all. Only CSV: DuckDB, which
/// could write other formats, is kept from writing files, and its own would not be atomic.
/// Errors: data.export_format_unknown, relation.not_found, database.*, file.*, run.cancelled.
Result<ExportResult> export_relation(exchange::Connection& connection, FileSystem& files,
                                     const ExportRequest& request,
                                     const exchange::RunControl& control);

/// The same for the session that the request names, be it running or not. Errors besides:
/// session.*.
Result<ExportResult> export_data(const World& world, const ExportRequest& request,
                                 const std::stop_token& stop);

}  // namespace osiris::app
