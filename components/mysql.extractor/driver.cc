// mysql.extractor: the rows of a table or query become the step's relation. Options: spec.yaml
// beside this file; rules of types: docs/guide/mysql.md.

#include "components/mysql.extractor/component.h"
#include "components/mysql.extractor/extraction.h"
#include "components/mysql.extractor/mysql_source.h"
#include "components/mysql.extractor/session.h"
#include "components/mysql/discover.h"
#include "components/mysql/doctor.h"
#include "components/mysql/error_class.h"
#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/query_binder.h"

#include <algorithm>

namespace osiris::components {
namespace mysql {
namespace {

// What a look before the run may take. Nobody waits longer for a server that may be away.
constexpr std::chrono::milliseconds kForeseePatience{1000};

// Source: MySQL Error Message Reference.
constexpr const char* kUnknownColumn = "1054";  // ER_BAD_FIELD_ERROR
constexpr const char* kUnknownTable = "1146";   // ER_NO_SUCH_TABLE

/// Finds which of the wanted columns the table does not have, and what they may be.
Error explain_missing_column(const Extraction& extraction, Client& client, Error error) {
  const auto fields = client.describe("SELECT * FROM " + table_reference(extraction));
  if (!fields.has_value()) {
    return error;
  }
  std::vector<std::string> names;
  for (const Field& field : *fields) {
    names.push_back(field.name);
  }
  for (const std::string& wanted : extraction.columns) {
    const bool is_there = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return to_lower(name) == to_lower(wanted);
    });
    if (!is_there) {
      return make_error(exchange::kColumnMissing,
                        name_of(extraction) + " has no column '" + printable(wanted) + "'" +
                            suggest(wanted, names),
                        "its columns are: " + join(names, ", "))
          .with(std::string(sdk::kOptionDetail), "columns");
    }
  }
  return error;
}

/// Says more of a statement that the server refused than the server can.
Error explain(const Extraction& extraction, Client& client, Error error) {
  const std::string number = error.detail(kNumberDetail);
  if (number == kUnknownColumn && !extraction.columns.empty()) {
    return explain_missing_column(extraction, client, std::move(error));
  }
  const std::size_t point = extraction.table.find('.');
  if (number == kUnknownTable && point != std::string::npos && extraction.schema.empty()) {
    error.hint = "write `schema: " + extraction.table.substr(0, point) +
                 "` and `table: " + extraction.table.substr(point + 1) + "`";
  }
  const std::string option = extraction.table.empty() ? "query" : "table";
  return std::move(error).with(std::string(sdk::kOptionDetail), option);
}

/// Asks which columns the statement will have.
Result<std::vector<Field>> learn_fields(const Extraction& extraction, Client& client) {
  auto fields = client.describe(statement_of(extraction));
  if (!fields.has_value()) {
    return fail(explain(extraction, client, std::move(fields).error()));
  }
  return fields;
}

/// Stores the rows. The server says that a column is JSON, and DuckDB may find a text that is none:
/// nothing else can be wrong with a value by then.
Result<exchange::IngestStats> store(MysqlSource& source, sdk::StepContext& context) {
  auto stats = exchange::ingest(context.connection, context.step_id, source, context.control());
  const exchange::Schema& schema = source.schema();
  const bool has_json = std::any_of(schema.begin(), schema.end(), [](const auto& column) {
    return column.type.id == exchange::TypeId::kJson;
  });
  if (!stats.has_value() && has_json && stats.error().is(exchange::kSqlFailed)) {
    const std::string& message = stats.error().message;
    return fail(
        kValueMalformed,
        "a JSON column holds a text that is no JSON: " + message.substr(0, message.find('\n')),
        "correct it at the source, or read the column as text: CAST(… AS CHAR)");
  }
  return stats;
}

void warn_of_losses(const MysqlSource& source, sdk::StepObserver& observer) {
  const auto zero_dates = source.zero_dates();
  const auto rounded = source.rounded();
  for (std::size_t i = 0; i < source.schema().size(); ++i) {
    const std::string column = "column '" + printable(source.schema()[i].name) + "': ";
    if (zero_dates[i].count > 0) {
      observer.warn(
          "mysql.zero_dates",
          column + "dates of no calendar, the first is " + zero_dates[i].first + ", became NULL",
          zero_dates[i].count);
    }
    if (rounded[i].count > 0) {
      observer.warn(
          "mysql.digits_lost",
          column + "decimals, the first is " + rounded[i].first + ", were rounded by DOUBLE",
          rounded[i].count);
    }
  }
  if (const ServerWarnings warnings = source.warnings(); warnings.count > 0) {
    observer.warn("mysql.server_warnings", "the server warned, first of: " + warnings.first,
                  warnings.count);
  }
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  Extraction extraction = read_extraction(config);
  const Settings settings = read_settings(*context.settings, context.places.project_dir);
  OSIRIS_TRY(auto client, open_session(settings, context.stop));
  OSIRIS_TRY(const SqlQuotes quotes, learn_quotes(*client));
  OSIRIS_CHECKED(check_sql(extraction, quotes));
  OSIRIS_CHECKED(begin_snapshot(*client));
  OSIRIS_TRY(const std::vector<Field> fields, learn_fields(extraction, *client));
  std::vector<std::unique_ptr<Client>> clients;
  clients.push_back(std::move(client));
  OSIRIS_TRY(const auto source,
             MysqlSource::open(std::move(clients), {statement_of(extraction)}, fields,
                               {.types = extraction.types, .zero_dates = extraction.zero_dates}));
  OSIRIS_TRY(const exchange::IngestStats stats, store(*source, context));
  warn_of_losses(*source, context.observer);
  return sdk::StepResult{.relation = context.step_id,
                         .rows_in = stats.rows,
                         .rows_out = stats.rows,
                         .bytes = source->bytes_read()};
}

/// Asks the server for the columns, if it answers at once.
Result<sdk::Foresight> foresee(const sdk::StepConfig& config, const sdk::ForeseeContext& context) {
  Extraction extraction = read_extraction(config);
  OSIRIS_CHECKED(check_sql(extraction, {}));
  sdk::Foresight foresight;
  if (context.settings == nullptr) {
    foresight.basis = "the connection is not known";
    return foresight;
  }
  Settings settings = read_settings(*context.settings, context.project_dir);
  settings.connect_timeout = std::min(settings.connect_timeout, kForeseePatience);
  settings.read_timeout = std::min(settings.read_timeout, kForeseePatience);
  const auto client = Client::open(settings);
  if (!client.has_value()) {
    foresight.basis = client.error().message;
    return foresight;
  }
  auto fields = learn_fields(extraction, **client);
  if (!fields.has_value()) {
    foresight.basis = fields.error().message;
    if (!fields.error().transient) {
      foresight.obstacle = std::move(fields).error();
    }
    return foresight;
  }
  auto schema = map_schema(*fields, extraction.types);
  if (!schema.has_value()) {
    foresight.basis = schema.error().message;
    foresight.obstacle = std::move(schema).error();
    return foresight;
  }
  if (auto texts = exchange::column_texts(*schema)) {
    foresight.columns = *std::move(texts);
    foresight.certainty = sdk::Certainty::kSeen;
    foresight.basis =
        name_of(extraction) + " of " + context.settings->ref.to_text() + " as it is now";
  }
  return foresight;
}

Result<sdk::Discovery> discover(const sdk::ConnectionSettings& connection,
                                const sdk::DiscoverContext& context) {
  return discover_tables(run, connection, context);
}

}  // namespace
}  // namespace mysql

sdk::Component mysql_extractor(std::string_view spec_yaml) {
  return {.name = "mysql.extractor",
          .spec_yaml = spec_yaml,
          .run = mysql::run,
          .foresee = mysql::foresee,
          .doctor = mysql::check_server,
          .discover = mysql::discover};
}

}  // namespace osiris::components
