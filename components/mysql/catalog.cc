#include "components/mysql/catalog.h"

#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <mysql.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

namespace osiris::components::mysql {
namespace {

using Row = std::vector<std::optional<std::string>>;

// The databases that a server has for itself.
constexpr const char* kOwnDatabases =
    "('information_schema', 'mysql', 'performance_schema', 'sys')";
constexpr std::string_view kExactEngines[] = {"Aria", "MEMORY", "MyISAM"};
// Source: MySQL Internals, "Character Set": numbers for bytes that are no text, and for utf8mb4.
constexpr unsigned kBinaryCharset = 63;
constexpr unsigned kTextCharset = 45;

struct TypeOf {
  std::string_view word;  ///< DATA_TYPE.
  int type;
};

constexpr TypeOf kTypes[] = {
    {"tinyint", MYSQL_TYPE_TINY},
    {"smallint", MYSQL_TYPE_SHORT},
    {"mediumint", MYSQL_TYPE_INT24},
    {"int", MYSQL_TYPE_LONG},
    {"bigint", MYSQL_TYPE_LONGLONG},
    {"decimal", MYSQL_TYPE_NEWDECIMAL},
    {"float", MYSQL_TYPE_FLOAT},
    {"double", MYSQL_TYPE_DOUBLE},
    {"bit", MYSQL_TYPE_BIT},
    {"year", MYSQL_TYPE_YEAR},
    {"date", MYSQL_TYPE_DATE},
    {"datetime", MYSQL_TYPE_DATETIME},
    {"timestamp", MYSQL_TYPE_TIMESTAMP},
    {"time", MYSQL_TYPE_TIME},
    {"json", MYSQL_TYPE_JSON},
    {"geometry", MYSQL_TYPE_GEOMETRY},
    {"point", MYSQL_TYPE_GEOMETRY},
    {"linestring", MYSQL_TYPE_GEOMETRY},
    {"polygon", MYSQL_TYPE_GEOMETRY},
    {"multipoint", MYSQL_TYPE_GEOMETRY},
    {"multipolygon", MYSQL_TYPE_GEOMETRY},
    {"multilinestring", MYSQL_TYPE_GEOMETRY},
    {"geometrycollection", MYSQL_TYPE_GEOMETRY},
    {"geomcollection", MYSQL_TYPE_GEOMETRY},
};

// Types that travel as text although they have no charset of their own.
constexpr std::string_view kTextTypes[] = {"uuid", "inet4", "inet6"};

std::string text_of(const std::optional<std::string>& cell) { return cell.value_or(""); }

std::optional<std::int64_t> number_of(const std::optional<std::string>& cell) {
  return cell.has_value() ? parse_integer(*cell) : std::nullopt;
}

bool is_one_of(const auto& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// Writes a list for IN, each text once.
std::string list_of(const std::set<std::string>& texts) {
  std::vector<std::string> quoted;
  std::transform(texts.begin(), texts.end(), std::back_inserter(quoted),
                 [](const std::string& text) { return quote_text(text); });
  return "(" + join(quoted, ", ") + ")";
}

/// Writes the condition for rows about some tables; about others with the same names, too.
std::string about(const std::vector<TableId>& tables) {
  std::set<std::string> databases;
  std::set<std::string> names;
  for (const auto& [database, name] : tables) {
    databases.insert(database);
    names.insert(name);
  }
  // One database is named as such: then the server looks at no other.
  return (databases.size() == 1 ? "TABLE_SCHEMA = " + quote_text(*databases.begin())
                                : "TABLE_SCHEMA IN " + list_of(databases)) +
         " AND TABLE_NAME IN " + list_of(names);
}

/// Returns what stands in the first parentheses of a type, "tinyint(1)" -> 1; 0 if there are none.
std::uint64_t width_of(std::string_view type) {
  const std::size_t begin = type.find('(');
  if (begin == std::string_view::npos) {
    return 0;
  }
  const std::string_view inside = type.substr(begin + 1);
  const auto width = parse_integer(inside.substr(0, inside.find_first_of(",)")));
  return static_cast<std::uint64_t>(std::max<std::int64_t>(width.value_or(0), 0));
}

/// Describes a column as the protocol would.
/// Row: ..., DATA_TYPE, COLUMN_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_SET_NAME, ...
Field field_of(const Row& row, bool is_json) {
  const std::string word = to_lower(text_of(row[3]));
  const std::string whole = to_lower(text_of(row[4]));
  const auto* const known = std::find_if(std::begin(kTypes), std::end(kTypes),
                                         [&](const TypeOf& one) { return one.word == word; });
  Field field;
  field.name = text_of(row[2]);
  field.table = text_of(row[1]);
  field.type = known == std::end(kTypes) ? static_cast<int>(MYSQL_TYPE_STRING) : known->type;
  const bool is_number = known != std::end(kTypes) && row[5].has_value();
  field.flags = is_number && whole.find(" unsigned") != std::string::npos ? UNSIGNED_FLAG : 0U;
  field.charset = row[7].has_value() || is_one_of(kTextTypes, word) ? kTextCharset : kBinaryCharset;
  field.decimals = static_cast<unsigned>(number_of(row[6]).value_or(0));
  field.length = width_of(whole);
  if (field.type == MYSQL_TYPE_NEWDECIMAL) {  // As text: digits, a sign, a point.
    field.length = static_cast<std::uint64_t>(number_of(row[5]).value_or(0)) +
                   (field.decimals > 0 ? 1U : 0U) + (field.flags != 0 ? 0U : 1U);
  }
  field.extended_type = is_json ? "json" : is_one_of(kTextTypes, word) ? word : "";
  return field;
}

/// Finds columns that MariaDB knows as JSON: their type is text, and a check of their own says so.
Result<std::set<std::tuple<std::string, std::string, std::string>>> find_json(
    Client& client, const std::vector<TableId>& tables) {
  std::set<std::tuple<std::string, std::string, std::string>> found;
  if (!client.server().is_mariadb) {
    return found;
  }
  std::string condition = about(tables);
  condition.replace(0, std::string_view("TABLE_SCHEMA").size(), "CONSTRAINT_SCHEMA");
  OSIRIS_TRY(const TextRows rows,
             client.query("SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE "
                          "FROM information_schema.CHECK_CONSTRAINTS WHERE " +
                          condition));
  for (const Row& row : rows.rows) {
    if (to_lower(text_of(row[3])) == "json_valid(" + to_lower(quote_name(text_of(row[2]))) + ")") {
      found.emplace(text_of(row[0]), text_of(row[1]), text_of(row[2]));
    }
  }
  return found;
}

}  // namespace

Result<std::vector<CatalogTable>> list_tables(Client& client, const std::string& database) {
  const std::string condition = database.empty()
                                    ? std::string("TABLE_SCHEMA NOT IN ") + kOwnDatabases
                                    : "TABLE_SCHEMA = " + quote_text(database);
  OSIRIS_TRY(const TextRows found,
             client.query("SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS, "
                          "DATA_LENGTH, TABLE_COMMENT FROM information_schema.TABLES WHERE " +
                          condition));
  std::vector<CatalogTable> tables;
  for (const Row& row : found.rows) {
    const std::string type = text_of(row[2]);
    CatalogTable table;
    table.id = {text_of(row[0]), text_of(row[1])};
    table.is_view = type == "VIEW" || type == "SYSTEM VIEW";
    if (!table.is_view && type != "BASE TABLE" && type != "SYSTEM VERSIONED") {
      continue;  // A sequence, or what another connection has for a moment.
    }
    if (!table.is_view && !row[3].has_value()) {
      table.problem = text_of(row[6]);
    }
    if (!table.is_view) {
      table.rows = number_of(row[4]);
      table.is_exact = is_one_of(kExactEngines, text_of(row[3]));
      table.size_bytes = number_of(row[5]);
    }
    tables.push_back(std::move(table));
  }
  std::sort(tables.begin(), tables.end(),
            [](const CatalogTable& a, const CatalogTable& b) { return a.id < b.id; });
  return tables;
}

Result<std::map<TableId, std::vector<CatalogColumn>>> list_columns(
    Client& client, const std::vector<TableId>& tables) {
  std::map<TableId, std::vector<CatalogColumn>> found;
  if (tables.empty()) {
    return found;
  }
  OSIRIS_TRY(const auto json, find_json(client, tables));
  OSIRIS_TRY(const TextRows rows,
             client.query("SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, "
                          "NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_SET_NAME, IS_NULLABLE, "
                          "EXTRA FROM information_schema.COLUMNS WHERE " +
                          about(tables) + " ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"));
  const std::set<TableId> wanted(tables.begin(), tables.end());
  for (const Row& row : rows.rows) {
    TableId id{text_of(row[0]), text_of(row[1])};
    if (wanted.count(id) == 0) {
      continue;
    }
    const bool is_json = json.count({id.first, id.second, text_of(row[2])}) > 0;
    CatalogColumn column{.field = field_of(row, is_json), .source_type = text_of(row[4])};
    column.may_be_null = text_of(row[8]) == "YES";
    column.is_invisible = to_lower(text_of(row[9])).find("invisible") != std::string::npos;
    found[std::move(id)].push_back(std::move(column));
  }
  return found;
}

Result<std::map<TableId, CatalogKeys>> list_keys(Client& client,
                                                 const std::vector<TableId>& tables) {
  std::map<TableId, CatalogKeys> found;
  if (tables.empty()) {
    return found;
  }
  OSIRIS_TRY(const TextRows rows,
             client.query("SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, "
                          "REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME "
                          "FROM information_schema.KEY_COLUMN_USAGE WHERE " +
                          about(tables) +
                          " AND (CONSTRAINT_NAME = 'PRIMARY' OR REFERENCED_TABLE_NAME IS NOT NULL) "
                          "ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION"));
  const std::set<TableId> wanted(tables.begin(), tables.end());
  std::pair<TableId, std::string> last;
  for (const Row& row : rows.rows) {
    const TableId id{text_of(row[0]), text_of(row[1])};
    if (wanted.count(id) == 0) {
      continue;
    }
    CatalogKeys& keys = found[id];
    if (!row[5].has_value()) {
      keys.primary.push_back(text_of(row[3]));
      continue;
    }
    std::pair<TableId, std::string> key{id, text_of(row[2])};
    if (key != last) {
      keys.foreign.emplace_back().referenced_table = {text_of(row[4]), text_of(row[5])};
      last = std::move(key);
    }
    keys.foreign.back().columns.push_back(text_of(row[3]));
    keys.foreign.back().referenced_columns.push_back(text_of(row[6]));
  }
  return found;
}

}  // namespace osiris::components::mysql
