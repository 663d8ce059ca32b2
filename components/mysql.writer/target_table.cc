#include "components/mysql.writer/target_table.h"

#include "components/mysql.writer/staging.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <map>
#include <utility>

namespace osiris::components::mysql {
namespace {

/// What the server calls a type, and how its values are written.
const std::map<std::string_view, ColumnKind>& kinds() {
  static const std::map<std::string_view, ColumnKind> kKinds{
      {"tinyint", ColumnKind::kInteger},
      {"smallint", ColumnKind::kInteger},
      {"mediumint", ColumnKind::kInteger},
      {"int", ColumnKind::kInteger},
      {"bigint", ColumnKind::kInteger},
      {"year", ColumnKind::kYear},
      {"bit", ColumnKind::kBit},
      {"decimal", ColumnKind::kDecimal},
      {"float", ColumnKind::kFloat},
      {"double", ColumnKind::kDouble},
      {"date", ColumnKind::kDate},
      {"datetime", ColumnKind::kDatetime},
      {"timestamp", ColumnKind::kTimestamp},
      {"time", ColumnKind::kTime},
      {"enum", ColumnKind::kEnum},
      {"set", ColumnKind::kSet},
      {"json", ColumnKind::kJson},
      {"uuid", ColumnKind::kUuid},
      {"binary", ColumnKind::kBinary},
      {"varbinary", ColumnKind::kBinary},
      {"tinyblob", ColumnKind::kBinary},
      {"blob", ColumnKind::kBinary},
      {"mediumblob", ColumnKind::kBinary},
      {"longblob", ColumnKind::kBinary},
      {"geometry", ColumnKind::kGeometry},
      {"point", ColumnKind::kGeometry},
      {"linestring", ColumnKind::kGeometry},
      {"polygon", ColumnKind::kGeometry},
      {"multipoint", ColumnKind::kGeometry},
      {"multilinestring", ColumnKind::kGeometry},
      {"multipolygon", ColumnKind::kGeometry},
      {"geometrycollection", ColumnKind::kGeometry},
      {"geomcollection", ColumnKind::kGeometry},
  };
  return kKinds;
}

ColumnKind kind_of(std::string_view data_type) {
  const auto found = kinds().find(data_type);
  return found == kinds().end() ? ColumnKind::kText : found->second;
}

using Row = std::vector<std::optional<std::string>>;

std::string text_at(const Row& row, std::size_t index) { return row[index].value_or(""); }

std::optional<std::uint64_t> number_at(const Row& row, std::size_t index) {
  const auto number = parse_integer(text_at(row, index));
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

constexpr std::string_view kColumnFacts =
    "column_name, data_type, column_type, is_nullable, column_default, extra, "
    "character_maximum_length, numeric_precision, numeric_scale, datetime_precision";

TargetColumn read_column(const Row& row) {
  const std::string type = to_lower(text_at(row, 1));
  const std::string extra = to_lower(text_at(row, 5));
  const auto says = [&extra](std::string_view word) {
    return extra.find(word) != std::string::npos;
  };
  TargetColumn column;
  column.name = text_at(row, 0);
  column.sql_type = text_at(row, 2);
  column.kind = kind_of(type);
  column.is_nullable = text_at(row, 3) == "YES";
  column.has_default = row[4].has_value();
  column.counts_up = says("auto_increment");
  column.is_generated =
      says("virtual generated") || says("stored generated") || says("persistent generated");
  column.is_padded = type == "char" || type == "binary";
  column.length = number_at(row, 6).value_or(0);
  switch (column.kind) {
    case ColumnKind::kBit:
      column.length = number_at(row, 7).value_or(1);
      break;
    case ColumnKind::kDecimal:
    case ColumnKind::kFloat:
    case ColumnKind::kDouble:
      column.length = number_at(row, 7).value_or(0);
      column.scale = number_at(row, 8);
      break;
    case ColumnKind::kDatetime:
    case ColumnKind::kTimestamp:
    case ColumnKind::kTime:
      column.scale = static_cast<unsigned>(number_at(row, 9).value_or(0));
      break;
    case ColumnKind::kEnum:
    case ColumnKind::kSet:
      column.labels = parse_labels(column.sql_type);
      break;
    default:
      break;
  }
  return column;
}

/// The columns of a view of information_schema that name a table.
struct NameColumns {
  std::string schema = "table_schema";
  std::string name = "table_name";
};

/// Writes the condition that finds a table in a view of information_schema. Names there compare
/// without case, though the names of tables may differ in nothing else.
std::string is_table(const TableName& table, const NameColumns& columns = {}) {
  const auto equals = [](const std::string& column, const std::string& text) {
    const std::string wanted = quote_text(text);
    return column + " = " + wanted + " AND (@@lower_case_table_names <> 0 OR BINARY " + column +
           " = " + wanted + ")";
  };
  return equals(columns.schema, table.schema) + " AND " + equals(columns.name, table.name);
}

Status read_keys(Client& client, TargetTable& table) {
  OSIRIS_TRY(const TextRows found,
             client.query("SELECT index_name, non_unique, column_name, sub_part FROM "
                          "information_schema.statistics WHERE " +
                          is_table(table.name) + " ORDER BY index_name, seq_in_index"));
  for (const Row& row : found.rows) {
    const std::string index = text_at(row, 0);
    if (text_at(row, 1) != "0") {
      if (table.other_indexes.empty() || table.other_indexes.back() != index) {
        table.other_indexes.push_back(index);
      }
      continue;
    }
    if (table.unique_keys.empty() || table.unique_keys.back().name != index) {
      table.unique_keys.push_back({.name = index, .columns = {}});
    }
    UniqueKey& key = table.unique_keys.back();
    key.columns.push_back(text_at(row, 2));
    key.is_whole = key.is_whole && row[2].has_value() && !row[3].has_value();
  }
  std::stable_partition(table.unique_keys.begin(), table.unique_keys.end(),
                        [](const UniqueKey& key) { return key.name == "PRIMARY"; });
  return {};
}

/// To MariaDB a JSON column is text that has to pass json_valid().
Status find_json_columns(Client& client, TargetTable& table) {
  if (!client.server().is_mariadb) {
    return {};
  }
  const NameColumns names{.schema = "constraint_schema", .name = "table_name"};
  OSIRIS_TRY(const TextRows checks,
             client.query("SELECT check_clause FROM information_schema.check_constraints WHERE " +
                          is_table(table.name, names)));
  for (TargetColumn& column : table.columns) {
    const std::string check = "json_valid(" + quote_name(column.name) + ")";
    for (const Row& row : checks.rows) {
      column.kind = text_at(row, 0) == check ? ColumnKind::kJson : column.kind;
    }
  }
  return {};
}

}  // namespace

const TargetColumn* TargetTable::find(std::string_view column) const {
  const std::string wanted = to_lower(column);
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const TargetColumn& one) {
    return to_lower(one.name) == wanted;
  });
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> parse_labels(std::string_view sql_type) {
  std::vector<std::string> labels;
  std::size_t at = sql_type.find('\'');
  while (at < sql_type.size()) {
    std::string label;
    for (++at; at < sql_type.size(); ++at) {
      char letter = sql_type[at];
      if (letter == '\'' && at + 1 < sql_type.size() && sql_type[at + 1] == '\'') {
        ++at;
      } else if (letter == '\'') {
        break;
      } else if (letter == '\\' && at + 1 < sql_type.size()) {
        letter = sql_type[++at];
        letter = letter == '0' ? '\0' : letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter;
      }
      label += letter;
    }
    labels.push_back(std::move(label));
    at = sql_type.find('\'', at + 1);
  }
  return labels;
}

Result<std::optional<TargetTable>> describe_target(Client& client, const TableName& name) {
  OSIRIS_TRY(const TextRows found,
             client.query("SELECT t.table_type, t.engine, t.create_options, t.table_comment, "
                          "e.transactions FROM information_schema.tables t LEFT JOIN "
                          "information_schema.engines e ON e.engine = t.engine WHERE " +
                          is_table(name, {.schema = "t.table_schema", .name = "t.table_name"})));
  if (found.rows.empty()) {
    return std::optional<TargetTable>();
  }
  const Row& facts = found.rows.front();
  const std::string type = text_at(facts, 0);
  if (type != "BASE TABLE" && type != "SYSTEM VERSIONED") {
    return fail(kNotATable, name.text() + " is no table, but a " + to_lower(type),
                "name the table behind it");
  }
  TargetTable table;
  table.name = name;
  table.title = name.text();
  table.engine = text_at(facts, 1);
  table.comment = text_at(facts, 3);
  table.is_transactional = text_at(facts, 4) == "YES";
  table.is_partitioned = text_at(facts, 2).find("partitioned") != std::string::npos;
  table.keeps_history = type == "SYSTEM VERSIONED";
  OSIRIS_TRY(const TextRows columns, client.query("SELECT " + std::string(kColumnFacts) +
                                                  " FROM information_schema.columns WHERE " +
                                                  is_table(name) + " ORDER BY ordinal_position"));
  for (const Row& row : columns.rows) {
    table.columns.push_back(read_column(row));
  }
  if (table.columns.empty()) {  // The server lists what it cannot open.
    auto opened = client.query("SELECT * FROM " + name.quoted() + " LIMIT 0");
    if (!opened.has_value()) {
      return fail(explain_torn(std::move(opened).error(), name, nullptr));
    }
  }
  OSIRIS_CHECKED(read_keys(client, table));
  OSIRIS_CHECKED(find_json_columns(client, table));
  return std::optional(std::move(table));
}

Result<TableBonds> describe_bonds(Client& client, const TargetTable& table) {
  TableBonds bonds;
  const NameColumns of_trigger{.schema = "event_object_schema", .name = "event_object_table"};
  OSIRIS_TRY(const TextRows triggers,
             client.query("SELECT trigger_name FROM information_schema.triggers WHERE " +
                          is_table(table.name, of_trigger)));
  for (const Row& row : triggers.rows) {
    bonds.triggers.push_back("trigger '" + printable(text_at(row, 0)) + "'");
  }
  const NameColumns of_parent{.schema = "referenced_table_schema", .name = "referenced_table_name"};
  OSIRIS_TRY(const TextRows keys,
             client.query("SELECT DISTINCT constraint_name, table_schema, table_name FROM "
                          "information_schema.key_column_usage WHERE referenced_table_name IS NOT "
                          "NULL AND ((" +
                          is_table(table.name) + ") OR (" + is_table(table.name, of_parent) +
                          ")) ORDER BY 1, 2, 3"));
  for (const Row& row : keys.rows) {
    const TableName child{.schema = text_at(row, 1), .name = text_at(row, 2)};
    bonds.foreign_keys.push_back("foreign key '" + printable(text_at(row, 0)) + "' of " +
                                 child.text());
  }
  OSIRIS_TRY(const TextRows checks,
             client.query("SELECT constraint_name FROM information_schema.table_constraints WHERE "
                          "constraint_type = 'CHECK' AND " +
                          is_table(table.name) + " ORDER BY 1"));
  for (const Row& row : checks.rows) {
    const TargetColumn* const column = table.find(text_at(row, 0));
    if (column == nullptr || column->kind != ColumnKind::kJson) {
      bonds.checks.push_back("check '" + printable(text_at(row, 0)) + "'");
    }
  }
  return bonds;
}

}  // namespace osiris::components::mysql
