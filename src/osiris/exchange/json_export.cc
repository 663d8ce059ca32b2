#include "osiris/exchange/json_export.h"

#include "osiris/exchange/column_selection.h"
#include "osiris/exchange/json_encoder.h"
#include "osiris/exchange/piece_export.h"

#include <utility>

namespace osiris::exchange {

Result<JsonStats> export_json(Database& database, std::string_view relation,
                              const std::vector<std::string>& columns, JsonLayout layout,
                              const ByteSink& sink, int workers, const RunControl& control) {
  OSIRIS_TRY(const auto connection, database.connect());
  OSIRIS_TRY(ColumnSelection selection,
             select_columns(*connection, relation, columns, cast_to_text));
  OSIRIS_TRY(const Schema schema, connection->describe_query(selection.select));
  const JsonEncoder encoder(schema, layout);
  const bool is_array = layout == JsonLayout::kArray;
  const bool has_rows = selection.rows > 0;
  std::int64_t bytes = 0;
  bool awaits_first = is_array;
  const ByteSink counted = [&](std::string_view text) {
    if (awaits_first && !text.empty()) {
      text.remove_prefix(1);  // The comma before the first object.
      awaits_first = false;
    }
    bytes += static_cast<std::int64_t>(text.size());
    return sink(text);
  };
  const auto frame = [&](std::string_view text) {
    bytes += static_cast<std::int64_t>(text.size());
    return sink(text);
  };
  if (is_array) {
    OSIRIS_CHECKED(frame("["));
  }
  OSIRIS_TRY(const ExportStats stats,
             export_pieces(*connection, std::move(selection), encoder, counted, workers, control));
  if (is_array) {
    OSIRIS_CHECKED(frame(has_rows ? "\n]\n" : "]\n"));
  }
  return JsonStats{{stats.rows, bytes}, encoder.nulled()};
}

}  // namespace osiris::exchange
