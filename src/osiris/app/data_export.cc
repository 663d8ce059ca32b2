#include "osiris/app/data_export.h"

#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/json_export.h"
#include "osiris/exchange/parquet_export.h"
#include "osiris/exchange/relation.h"

#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::app {
namespace {

constexpr const char* kFormats = "csv, parquet, ndjson or json";
constexpr const char* kCsv = "csv";
constexpr const char* kParquet = "parquet";
constexpr const char* kLines = "ndjson";
constexpr const char* kArray = "json";

/// Endings of file names, and the formats that they mean.
constexpr std::pair<std::string_view, const char*> kEndings[] = {{".csv", kCsv},
                                                                 {".parquet", kParquet},
                                                                 {".ndjson", kLines},
                                                                 {".jsonl", kLines},
                                                                 {".json", kArray}};

/// Returns the format that was asked for, or that the file's ending names.
Result<std::string> format_of(const ExportRequest& request) {
  const std::string ending = to_lower(request.file.extension().string());
  for (const auto& [known, format] : kEndings) {
    if (request.format.empty() ? ending == known : request.format == format) {
      return std::string(format);
    }
  }
  if (!request.format.empty() || !ending.empty()) {
    const std::string asked = request.format.empty() ? ending.substr(1) : request.format;
    return fail(kExportFormat, "cannot export as '" + printable(asked) + "', only as " + kFormats,
                "name the file .csv, .parquet, .jsonl or .json, or say --format");
  }
  return fail(kExportFormat, "'" + request.file.string() + "' has no ending that names a format",
              "name the file .csv, .parquet, .jsonl or .json, or say --format");
}

/// What was written, in whatever format.
struct Written {
  exchange::ExportStats stats;
  std::int64_t values_nulled = 0;
};

/// Writes all columns of a relation.
Result<Written> write_as(const std::string& format, exchange::Connection& connection,
                         const exchange::RelationInfo& info, FileSystem& files,
                         const exchange::ByteSink& sink, const exchange::RunControl& control) {
  exchange::Database& database = connection.database();
  std::vector<std::string> columns;
  for (const exchange::Column& column : info.columns) {
    columns.push_back(column.name);
  }
  if (format == kParquet) {
    OSIRIS_TRY(const auto stats,
               exchange::export_parquet(connection, info.name, columns, {}, files, sink, control));
    return Written{stats};
  }
  if (format == kCsv) {
    OSIRIS_TRY(const auto stats, exchange::export_csv(database, info.name, columns, {}, sink,
                                                      database.threads(), control));
    return Written{stats};
  }
  const auto layout =
      format == kArray ? exchange::JsonLayout::kArray : exchange::JsonLayout::kLines;
  OSIRIS_TRY(const auto stats, exchange::export_json(database, info.name, columns, layout, sink,
                                                     database.threads(), control));
  return Written{stats.written,
                 std::accumulate(stats.nulled.begin(), stats.nulled.end(), std::int64_t{0})};
}

}  // namespace

Result<ExportResult> export_relation(exchange::Connection& connection, FileSystem& files,
                                     const ExportRequest& request,
                                     const exchange::RunControl& control) {
  OSIRIS_TRY(std::string format, format_of(request));
  OSIRIS_TRY(const exchange::RelationInfo info,
             exchange::describe_relation(connection, request.relation));
  OSIRIS_TRY(const auto file, files.create_atomic(request.file));
  OSIRIS_TRY(const Written written,
             write_as(
                 format, connection, info, files,
                 [&file](std::string_view bytes) { return file->write(bytes); }, control));
  OSIRIS_CHECKED(file->commit());
  return ExportResult{.file = request.file,
                      .relation = info.name,
                      .format = std::move(format),
                      .rows = written.stats.rows,
                      .bytes = written.stats.bytes,
                      .values_nulled = written.values_nulled};
}

}  // namespace osiris::app
