#include "components/mysql/discover.h"

#include "components/mysql/catalog.h"
#include "components/mysql/deadline.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "components/mysql/type_mapping.h"
#include "osiris/base/text.h"
#include "osiris/exchange/query_binder.h"
#include "osiris/sdk/sample.h"

#include <algorithm>
#include <map>
#include <utility>

namespace osiris::components::mysql {
namespace {

constexpr const char* kBasis = "the server's catalog";

/// One discovery, from the list of tables to their samples.
class TableSearch {
 public:
  TableSearch(sdk::RunFunction run, const sdk::ConnectionSettings& connection,
              const sdk::DiscoverContext& context)
      : run_(run),
        connection_(connection),
        context_(context),
        settings_(read_settings(connection, context.project_dir)),
        deadline_(context.stop, context.timeout) {
    settings_.connect_timeout = std::min(settings_.connect_timeout, context.timeout);
    settings_.read_timeout = std::min(settings_.read_timeout, context.timeout);
  }

  Result<sdk::Discovery> search() {
    auto found = search_until_deadline();
    if (!found.has_value() && deadline_.passed()) {
      return fail(make_late_error());
    }
    return found;
  }

 private:
  Result<sdk::Discovery> search_until_deadline() {
    OSIRIS_TRY(const auto client, Client::open(settings_, deadline_.token()));
    OSIRIS_TRY(const auto all, list_tables(*client, settings_.database));
    sdk::Discovery discovery;
    const std::vector<CatalogTable> chosen = choose(all, discovery);
    std::vector<TableId> ids;
    std::transform(chosen.begin(), chosen.end(), std::back_inserter(ids),
                   [](const CatalogTable& table) { return table.id; });
    OSIRIS_TRY(columns_, list_columns(*client, ids));
    OSIRIS_TRY(keys_, list_keys(*client, ids));
    for (const CatalogTable& table : chosen) {
      discovery.tables.push_back(describe(table, *client));
      if (context_.stop.stop_requested()) {
        return fail(kCancelled, "stopped before every table was looked at");
      }
    }
    return discovery;
  }

  /// Takes the first tables that are asked for, and counts the rest.
  std::vector<CatalogTable> choose(const std::vector<CatalogTable>& all,
                                   sdk::Discovery& discovery) const {
    std::vector<CatalogTable> chosen;
    for (const CatalogTable& table : all) {
      const std::string name = name_of(table.id);
      if (!context_.filter.is_everything()) {
        discovery.names.push_back(name);
        discovery.names.push_back(table.id.second);
      }
      if (!context_.filter.accepts(name) && !context_.filter.accepts(table.id.second)) {
        continue;
      }
      if (chosen.size() < context_.tables_max) {
        chosen.push_back(table);
      } else {
        ++discovery.left_out;
      }
    }
    return chosen;
  }

  std::string name_of(const TableId& id) const {
    return settings_.database.empty() || id.first != settings_.database ? id.first + "." + id.second
                                                                        : id.second;
  }

  sdk::DiscoveredTable describe(const CatalogTable& table, Client& client) {
    sdk::DiscoveredTable described;
    described.name = name_of(table.id);
    described.kind = table.is_view ? sdk::DiscoveredKind::kView : sdk::DiscoveredKind::kTable;
    described.component = context_.spec.name;
    described.config = Value::object();
    if (settings_.database.empty()) {
      described.config.set("schema", table.id.first);
    }
    described.config.set("table", table.id.second);
    described.basis = kBasis;
    described.size_bytes = table.size_bytes;
    if (table.rows.has_value()) {
      described.row_count = {*table.rows, table.is_exact ? sdk::RowCountBasis::kExact
                                                         : sdk::RowCountBasis::kEstimated};
    }
    add_columns(table, client, described);
    add_keys(table.id, described);
    add_samples(described);
    return described;
  }

  void add_columns(const CatalogTable& table, Client& client, sdk::DiscoveredTable& described) {
    std::vector<CatalogColumn> columns = std::move(columns_[table.id]);
    if (table.is_view) {
      if (const Status looked = look_at_view(table.id, client, columns); !looked.has_value()) {
        described.problem = looked.error();
        return;
      }
    }
    if (!table.problem.empty()) {
      described.problem = make_error(kQueryFailed, printable(table.problem));
    } else if (columns.empty()) {
      described.problem =
          make_error(kAccessDenied, "no column of it may be read", "have the user granted SELECT");
    }
    exchange::Schema schema;
    for (const CatalogColumn& column : columns) {
      schema.push_back({column.field.name, map_type(column.field, {}).type});
    }
    const auto texts = exchange::column_texts(schema);
    if (!texts.has_value()) {
      return;
    }
    described.certainty = columns.empty() ? sdk::Certainty::kUnknown : sdk::Certainty::kSeen;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      described.columns.push_back(
          {.name = columns[i].field.name,
           .type = (*texts)[i].type,
           .source_type = columns[i].source_type + (columns[i].is_invisible ? " invisible" : ""),
           .nullable = columns[i].may_be_null});
    }
  }

  /// Asks the server for the columns of a view as it is read: the catalog knows less of their
  /// types, and of a broken view only that it is there.
  static Status look_at_view(const TableId& id, Client& client,
                             std::vector<CatalogColumn>& columns) {
    OSIRIS_TRY(
        const std::vector<Field> fields,
        client.describe("SELECT * FROM " + quote_name(id.first) + "." + quote_name(id.second)));
    for (CatalogColumn& column : columns) {
      const auto same = std::find_if(fields.begin(), fields.end(), [&](const Field& field) {
        return field.name == column.field.name;
      });
      if (same != fields.end()) {
        column.field = *same;
      }
    }
    return {};
  }

  void add_keys(const TableId& id, sdk::DiscoveredTable& described) {
    CatalogKeys keys = std::move(keys_[id]);
    described.primary_key = std::move(keys.primary);
    for (CatalogKey& key : keys.foreign) {
      described.foreign_keys.push_back({.columns = std::move(key.columns),
                                        .table = name_of(key.referenced_table),
                                        .referenced_columns = std::move(key.referenced_columns)});
    }
  }

  void add_samples(sdk::DiscoveredTable& described) {
    if (context_.samples == 0 || described.problem.has_value()) {
      return;
    }
    // A value that a step refuses by default must not hide the others.
    Value config = described.config;
    config.set("zero_dates", "set_null");
    config.set("decimal_overflow", "varchar");
    auto rows = sdk::read_sample(
        {.run = run_, .config = std::move(config), .files = {}, .stop = deadline_.token()},
        connection_, context_);
    if (rows.has_value()) {
      described.samples = *std::move(rows);
    } else {
      described.problem = deadline_.passed() ? make_late_error() : std::move(rows).error();
    }
  }

  Error make_late_error() const {
    Error error = make_error(
        kServerTimeout,
        place_of(settings_) + " did not say all within " +
            std::to_string(std::chrono::ceil<std::chrono::seconds>(context_.timeout).count()) +
            " s",
        "ask for fewer tables with --table, or without --samples");
    return std::move(error).retryable();
  }

  sdk::RunFunction run_;
  const sdk::ConnectionSettings& connection_;
  const sdk::DiscoverContext& context_;
  Settings settings_;
  Deadline deadline_;
  std::map<TableId, std::vector<CatalogColumn>> columns_;
  std::map<TableId, CatalogKeys> keys_;
};

}  // namespace

Result<sdk::Discovery> discover_tables(sdk::RunFunction run,
                                       const sdk::ConnectionSettings& connection,
                                       const sdk::DiscoverContext& context) {
  return TableSearch(run, connection, context).search();
}

}  // namespace osiris::components::mysql
