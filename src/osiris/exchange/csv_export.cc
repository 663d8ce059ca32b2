#include "osiris/exchange/csv_export.h"

#include "osiris/exchange/column_selection.h"
#include "osiris/exchange/csv_encoder.h"
#include "osiris/exchange/piece_export.h"

#include <memory>
#include <utility>

namespace osiris::exchange {

namespace {

// A relation's columns, and how they become text.
struct CsvSource {
  std::unique_ptr<Connection> connection;
  ColumnSelection selection;
  CsvEncoder encoder;
};

Result<CsvSource> open_source(Database& database, std::string_view relation,
                              const std::vector<std::string>& columns, const CsvFormat& format) {
  OSIRIS_TRY(auto connection, database.connect());
  OSIRIS_TRY(ColumnSelection selection,
             select_columns(*connection, relation, columns, cast_to_text));
  OSIRIS_TRY(const Schema schema, connection->describe_query(selection.select));
  return CsvSource{std::move(connection), std::move(selection), CsvEncoder(schema, format)};
}

}  // namespace

std::string csv_header(const std::vector<std::string>& columns, const CsvFormat& format) {
  Schema schema;
  for (const std::string& column : columns) {
    schema.push_back({column, TypeId::kVarchar});
  }
  ByteBuffer header;
  CsvEncoder(schema, format).append_header(header);
  return {reinterpret_cast<const char*>(header.data()), header.size()};
}

Result<ExportStats> export_csv(Database& database, std::string_view relation,
                               const std::vector<std::string>& columns, const CsvFormat& format,
                               const ByteSink& sink, int workers, const RunControl& control) {
  OSIRIS_TRY(CsvSource source, open_source(database, relation, columns, format));
  ByteBuffer header;
  if (format.header) {
    source.encoder.append_header(header);
    OSIRIS_CHECKED(sink({reinterpret_cast<const char*>(header.data()), header.size()}));
  }
  OSIRIS_TRY(ExportStats stats, export_pieces(*source.connection, std::move(source.selection),
                                              source.encoder, sink, workers, control));
  stats.bytes += static_cast<std::int64_t>(header.size());
  return stats;
}

Result<ExportStats> export_csv_rows(Database& database, std::string_view relation,
                                    const std::vector<std::string>& columns,
                                    const CsvFormat& format, const RowSink& sink, int workers,
                                    const RunControl& control) {
  OSIRIS_TRY(CsvSource source, open_source(database, relation, columns, format));
  return export_rows(*source.connection, std::move(source.selection), source.encoder, sink, workers,
                     control);
}

}  // namespace osiris::exchange
