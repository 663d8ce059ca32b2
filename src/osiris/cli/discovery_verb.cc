// The verb `discovery run`.

#include "osiris/app/discovery.h"
#include "osiris/base/text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/row_text.h"
#include "osiris/cli/signals.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <algorithm>

namespace osiris::cli {
namespace {

constexpr std::size_t kMessageMax = 2000;  // Code points.

Value texts_value(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) {
    list.push_back(text);
  }
  return list;
}

Value columns_value(const std::vector<sdk::DiscoveredColumn>& columns) {
  Value list = Value::array();
  for (const sdk::DiscoveredColumn& column : columns) {
    Value value = Value::object();
    value.set("name", column.name);
    value.set("type", column.type);
    if (!column.source_type.empty()) {
      value.set("source_type", column.source_type);
    }
    if (column.nullable.has_value()) {
      value.set("nullable", *column.nullable);
    }
    list.push_back(std::move(value));
  }
  return list;
}

Value keys_value(const std::vector<sdk::ForeignKey>& keys) {
  Value list = Value::array();
  for (const sdk::ForeignKey& key : keys) {
    Value value = Value::object();
    value.set("columns", texts_value(key.columns));
    value.set("table", key.table);
    value.set("referenced_columns", texts_value(key.referenced_columns));
    list.push_back(std::move(value));
  }
  return list;
}

Value table_document(const sdk::DiscoveredTable& table) {
  const bool counted = table.row_count.basis != sdk::RowCountBasis::kUnknown;
  Value value = Value::object();
  value.set("name", table.name);
  value.set("kind", sdk::to_string(table.kind));
  value.set("component", table.component);
  value.set("config", table.config);
  value.set("columns", columns_value(table.columns));
  value.set("certainty", sdk::to_string(table.certainty));
  value.set("basis", table.basis);
  value.set("row_count", counted ? Value(table.row_count.rows) : Value());
  value.set("row_count_basis", sdk::to_string(table.row_count.basis));
  value.set("size_bytes", table.size_bytes.has_value() ? Value(*table.size_bytes) : Value());
  value.set("primary_key", texts_value(table.primary_key));
  value.set("foreign_keys", keys_value(table.foreign_keys));
  if (!table.samples.columns.empty()) {
    value.set("samples", row_objects(table.samples));
  }
  if (table.problem.has_value()) {
    value.set("problem", error_value(*table.problem));
  }
  return value;
}

Value discovery_document(const app::DiscoveryResult& result) {
  Value tables = Value::array();
  for (const sdk::DiscoveredTable& table : result.tables) {
    tables.push_back(table_document(table));
  }
  Value value = Value::object();
  value.set("connection", result.ref.to_text());
  value.set("family", result.ref.family);
  value.set("alias", result.ref.alias);
  value.set("components", texts_value(result.components));
  value.set("tables_found", static_cast<std::int64_t>(result.tables.size()));
  value.set("tables_left_out", result.left_out);
  value.set("duration_ms", result.duration_ms);
  value.set("tables", std::move(tables));
  return value;
}

std::string rows_text(const sdk::RowCount& count) {
  std::string rows = group_thousands(count.rows) + (count.rows == 1 ? " row" : " rows");
  switch (count.basis) {
    case sdk::RowCountBasis::kExact:
      return rows;
    case sdk::RowCountBasis::kEstimated:
      return "about " + rows;
    case sdk::RowCountBasis::kUnknown:
      break;
  }
  return "unknown number of rows";
}

/// Options besides `path` have to be written into a step; they are shown.
std::string options_text(const Value& config) {
  std::string text;
  for (const Member& option : config.members()) {
    text += option.key == "path" ? "" : ", " + option.key + ": " + to_json(option.value);
  }
  return text;
}

/// Tells of a column what its type does not: "not null, key, leads to people.id".
std::string notes_on(const sdk::DiscoveredColumn& column, const sdk::DiscoveredTable& table) {
  std::vector<std::string> notes;
  const auto& key = table.primary_key;
  if (std::find(key.begin(), key.end(), column.name) != key.end()) {
    notes.emplace_back("key");
  } else if (column.nullable == false) {
    notes.emplace_back("not null");
  }
  for (const sdk::ForeignKey& foreign : table.foreign_keys) {
    const auto found = std::find(foreign.columns.begin(), foreign.columns.end(), column.name);
    const auto place = static_cast<std::size_t>(found - foreign.columns.begin());
    if (place < foreign.referenced_columns.size()) {
      notes.push_back("of " + printable(foreign.table) + "." +
                      printable(foreign.referenced_columns[place]));
    }
  }
  return join(notes, ", ");
}

std::string table_text(const sdk::DiscoveredTable& table, const Console& console) {
  std::string text = console.paint(Ink::kBold, printable(table.name)) + "  " +
                     std::string(sdk::to_string(table.kind)) + " for " + table.component +
                     printable(options_text(table.config)) + "\n";
  if (table.problem.has_value()) {
    text += "  cannot be read: " + printable(table.problem->message, kMessageMax) + "\n";
  }
  if (table.columns.empty()) {
    return text;
  }
  text += "  " + rows_text(table.row_count) +
          (table.size_bytes.has_value() ? ", " + format_bytes(*table.size_bytes) : "") +
          "; columns " + std::string(sdk::to_string(table.certainty)) + ": " +
          printable(table.basis) + "\n";
  std::vector<std::vector<std::string>> rows;
  for (const sdk::DiscoveredColumn& column : table.columns) {
    rows.push_back({"  " + printable(column.name), printable(column.type),
                    printable(column.source_type), notes_on(column, table)});
  }
  text += render_table({{""}, {""}, {""}, {""}}, rows);
  return text + (table.samples.columns.empty() ? "" : "\n" + rows_as_table(table.samples));
}

}  // namespace

ExitCode run_discovery(Invocation& call) {
  const Options& options = call.options;
  const app::DiscoveryRequest request{.reference = options.connection,
                                      .component = options.component,
                                      .samples = options.samples,
                                      .tables = options.tables};
  const auto result = [&] {
    const SignalWatch signals({}, [&] { return tell_stopped(call); });
    return app::discover(call.world, request, signals.token());
  }();
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  if (options.json) {
    return print_document(call.console, discovery_document(*result), ExitCode::kSuccess);
  }
  std::string text;
  for (const sdk::DiscoveredTable& table : result->tables) {
    text += (text.empty() ? "" : "\n") + table_text(table, call.console);
  }
  call.console.print(text);
  if (result->tables.empty()) {
    call.console.tell("nothing that " + join(result->components, ", ") + " could read\n");
  }
  if (result->left_out > 0) {
    call.console.tell(group_thousands(result->left_out) +
                      " more were not looked at; --table NAME shows some of them\n");
  }
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
