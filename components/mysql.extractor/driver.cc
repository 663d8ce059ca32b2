// mysql.extractor: the rows of a table or query become the step's relation. Options: spec.yaml
// beside this file; rules of types: docs/guide/mysql.md.

#include "components/mysql.extractor/component.h"
#include "components/mysql.extractor/cursor.h"
#include "components/mysql.extractor/extraction.h"
#include "components/mysql.extractor/mysql_source.h"
#include "components/mysql.extractor/partitions.h"
#include "components/mysql.extractor/server_refusal.h"
#include "components/mysql.extractor/session.h"
#include "components/mysql/discover.h"
#include "components/mysql/doctor.h"
#include "osiris/base/text.h"
#include "osiris/exchange/query_binder.h"

#include <algorithm>

namespace osiris::components {
namespace mysql {
namespace {

// What a look before the run may take. Nobody waits longer for a server that may be away.
constexpr std::chrono::milliseconds kForeseePatience{1000};

/// Asks which columns the statement will have.
Result<std::vector<Field>> learn_fields(Extraction extraction, Client& client) {
  if (!extraction.cursor.column.empty()) {
    extraction.conditions.emplace_back("TRUE");  // A query will be read as a table.
  }
  auto fields = client.describe(statement_of(extraction));
  if (!fields.has_value()) {
    return fail(explain_refusal(extraction, {"columns", extraction.columns}, client,
                                std::move(fields).error()));
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

/// Returns the statements that read the rows, one or one for each part of the table.
Result<std::vector<std::string>> plan(const Extraction& extraction, Client& client) {
  if (extraction.parallel == 1) {
    return std::vector<std::string>{statement_of(extraction)};
  }
  OSIRIS_TRY(const PartitionKey key, find_partition_key(extraction, client));
  OSIRIS_TRY(const auto conditions, divide(extraction, key, extraction.parallel, client));
  std::vector<std::string> statements;
  for (const std::string& condition : conditions) {
    Extraction part = extraction;
    part.conditions.push_back(condition);
    statements.push_back(statement_of(part));
  }
  return statements;
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  Extraction extraction = read_extraction(config);
  const Settings settings = read_settings(*context.settings, context.places.project_dir);
  OSIRIS_TRY(auto clients, open_sessions(settings, extraction, context));
  Client& client = *clients.front();
  OSIRIS_TRY(const SqlQuotes quotes, learn_quotes(client));
  OSIRIS_CHECKED(check_sql(extraction, quotes));
  OSIRIS_TRY(const std::vector<Field> fields, learn_fields(extraction, client));
  CursorPlan cursor;
  if (!extraction.cursor.column.empty()) {
    OSIRIS_TRY(cursor, plan_cursor(extraction, settings, client, context));
    extraction.conditions = cursor.conditions;
  }
  OSIRIS_TRY(std::vector<std::string> statements, plan(extraction, client));
  clients.resize(std::min(clients.size(), statements.size()));
  OSIRIS_TRY(const auto source,
             MysqlSource::open(std::move(clients), std::move(statements), fields,
                               {.types = extraction.types, .zero_dates = extraction.zero_dates}));
  OSIRIS_TRY(const exchange::IngestStats stats, store(*source, context));
  warn_of_losses(*source, context.observer);
  sdk::StepResult result{.relation = context.step_id,
                         .rows_in = stats.rows + cursor.rows_left_out,
                         .rows_out = stats.rows,
                         .rows_filtered = cursor.rows_left_out,
                         .bytes = source->bytes_read()};
  if (cursor.next) {
    result.state = cursor.next->write();
  }
  return result;
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
