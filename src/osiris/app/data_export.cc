#include "osiris/app/data_export.h"

#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/relation.h"

namespace osiris::app {
namespace {

constexpr const char* kCsv = "csv";

/// Returns the format that was asked for, or that the file's ending names.
Result<std::string> format_of(const ExportRequest& request) {
  if (!request.format.empty() && request.format != kCsv) {
    return fail(kExportFormat, "cannot export as '" + printable(request.format) + "', only as csv");
  }
  const std::string ending = to_lower(request.file.extension().string());
  if (request.format.empty() && ending != ".csv") {
    return fail(kExportFormat,
                ending.empty()
                    ? "'" + request.file.string() + "' has no ending that names a format"
                    : "cannot export as '" + printable(ending.substr(1)) + "', only as csv",
                "name the file .csv, or say --format csv");
  }
  return std::string(kCsv);
}

}  // namespace

Result<ExportResult> export_relation(exchange::Connection& connection, FileSystem& files,
                                     const ExportRequest& request,
                                     const exchange::RunControl& control) {
  OSIRIS_TRY(std::string format, format_of(request));
  OSIRIS_TRY(const exchange::RelationInfo info,
             exchange::describe_relation(connection, request.relation));
  std::vector<std::string> columns;
  for (const exchange::Column& column : info.columns) {
    columns.push_back(column.name);
  }
  OSIRIS_TRY(const auto file, files.create_atomic(request.file));
  exchange::Database& database = connection.database();
  OSIRIS_TRY(const exchange::ExportStats stats,
             exchange::export_csv(
                 database, info.name, columns, {},
                 [&file](std::string_view bytes) { return file->write(bytes); }, database.threads(),
                 control));
  OSIRIS_CHECKED(file->commit());
  return ExportResult{.file = request.file,
                      .relation = info.name,
                      .format = std::move(format),
                      .rows = stats.rows,
                      .bytes = stats.bytes};
}

}  // namespace osiris::app
