#include "osiris/exchange/parquet_export.h"

#include "osiris/base/text.h"
#include "osiris/exchange/column_selection.h"
#include "osiris/exchange/scratch_file.h"
#include "osiris/exchange/sql_text.h"

#include <optional>

namespace osiris::exchange {

namespace {

// What is read back at once: large enough that opening the file for each piece costs nothing.
constexpr std::uintmax_t kPieceBytes = std::uintmax_t{4} << 20;

// Digits of a DECIMAL, the widest exact number that Parquet has.
constexpr std::uint8_t kWidestDecimal = 38;

// Returns the type that a value has in the file; nothing if there is none that keeps it.
std::optional<ColumnType> stored_type(const ColumnType& type) {
  switch (type.id) {
    case TypeId::kHugeint:
    case TypeId::kUhugeint:
      return ColumnType::decimal(kWidestDecimal, 0);
    case TypeId::kInterval:  // Parquet's has milliseconds and no sign.
    case TypeId::kTimeTz:    // Parquet's forgets the zone.
    case TypeId::kBit:
      return ColumnType(TypeId::kVarchar);
    case TypeId::kUnion:
    case TypeId::kUnknown:
      return std::nullopt;
    default:
      break;
  }
  ColumnType stored = type;
  for (auto& [name, child] : stored.children) {
    std::optional<ColumnType> stored_child = stored_type(child);
    if (!stored_child) {
      return std::nullopt;
    }
    child = *std::move(stored_child);
  }
  return stored;
}

std::optional<std::string> cast_to_stored(const ColumnType& type) {
  const std::optional<ColumnType> stored = stored_type(type);
  return stored && *stored != type ? std::optional(stored->to_sql()) : std::nullopt;
}

Status check_types(const ColumnSelection& selection) {
  for (const Column& column : selection.columns) {
    if (!stored_type(column.type)) {
      return fail(
          kParquetType,
          "column '" + printable(column.name) + "' is " + column.type.to_sql() +
              ", which Parquet cannot keep",
          "cast it in a transform first: CAST(" + quote_identifier(column.name) + " AS VARCHAR)");
    }
  }
  return {};
}

std::string_view codec_of(ParquetCompression compression) {
  switch (compression) {
    case ParquetCompression::kNone:
      return "uncompressed";
    case ParquetCompression::kZstd:
      return "zstd";
    case ParquetCompression::kGzip:
      return "gzip";
    default:
      return "snappy";
  }
}

// Tells which column it was, when a cast has failed; DuckDB tells only the value.
Error name_column(Error error, Connection& connection, std::string_view relation,
                  const ColumnSelection& selection) {
  for (const Column& column : selection.columns) {
    const std::optional<std::string> type = cast_to_stored(column.type);
    const std::string name = quote_identifier(column.name);
    const auto unfit =
        type ? connection.query_integer("SELECT min(rowid) FROM " +
                                        connection.database().qualified(relation) + " WHERE " +
                                        name + " IS NOT NULL AND TRY_CAST(" + name + " AS " +
                                        *type + ") IS NULL")
             : Result<std::optional<std::int64_t>>(std::nullopt);
    if (unfit.has_value() && unfit->has_value()) {
      return make_error(kParquetValue,
                        "column '" + printable(column.name) + "', row " +
                            std::to_string(**unfit + 1) + ": the value does not fit " + *type +
                            ", which " + column.type.to_sql() + " is in Parquet",
                        "cast the column in a transform first: CAST(" + name + " AS VARCHAR)");
    }
  }
  return error;
}

Result<std::int64_t> hand_over(const Path& path, const FileSystem& files, const ByteSink& sink,
                               const std::stop_token& stop) {
  std::uintmax_t bytes = 0;
  while (true) {
    if (stop.stop_requested()) {
      return fail(kCancelled, "stopped while the file was written");
    }
    OSIRIS_TRY(const std::string piece, files.read_part(path, bytes, kPieceBytes));
    if (piece.empty()) {
      return static_cast<std::int64_t>(bytes);
    }
    OSIRIS_CHECKED(sink(piece));
    bytes += piece.size();
  }
}

}  // namespace

Result<ExportStats> export_parquet(Connection& connection, std::string_view relation,
                                   const std::vector<std::string>& columns,
                                   const ParquetFormat& format, FileSystem& files,
                                   const ByteSink& sink, const RunControl& control) {
  OSIRIS_TRY(const ColumnSelection selection,
             select_columns(connection, relation, columns, cast_to_stored));
  OSIRIS_CHECKED(check_types(selection));
  OSIRIS_TRY(const ScratchFile scratch, ScratchFile::make(connection.database(), files));
  auto written = connection.execute(
      "COPY (" + selection.select + ") TO " + quote_literal(scratch.path().string()) +
          " (FORMAT parquet, COMPRESSION " + std::string(codec_of(format.compression)) +
          ", ROW_GROUP_SIZE " + std::to_string(format.row_group_rows) + ")",
      control);
  if (!written.has_value()) {
    return fail(written.error().is(kSqlFailed)
                    ? name_column(std::move(written).error(), connection, relation, selection)
                    : std::move(written).error());
  }
  if (written->rows_changed != selection.rows) {
    return fail(kBug, "the relation has " + std::to_string(selection.rows) + " rows but " +
                          std::to_string(written->rows_changed) + " were written");
  }
  OSIRIS_TRY(const std::int64_t bytes, hand_over(scratch.path(), files, sink, control.stop));
  return ExportStats{selection.rows, bytes};
}

}  // namespace osiris::exchange
