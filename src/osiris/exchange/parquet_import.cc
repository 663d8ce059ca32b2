#include "osiris/exchange/parquet_import.h"

#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/row_source.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/type_widening.h"

#include <algorithm>
#include <map>
#include <utility>

namespace osiris::exchange {

namespace {

// What the files have in common.
struct Shape {
  Schema schema;
  bool is_uniform = true;  // All files have the same columns of the same types.
};

std::string file_list(const std::vector<Path>& files) {
  std::string list;
  for (const Path& file : files) {
    list += (list.empty() ? "" : ", ") + quote_literal(file.string());
  }
  return "[" + list + "]";
}

std::string read_call(const std::vector<Path>& files, const std::string& more = "") {
  // Folders called key=value are folders; a file says all that its rows are.
  return "read_parquet(" + file_list(files) + ", hive_partitioning = false" + more + ")";
}

class ShapeReader {
 public:
  ShapeReader(Connection& connection, const ParquetSource& source)
      : connection_(connection), source_(source) {}

  Result<Shape> read() {
    Shape shape;
    OSIRIS_TRY(shape.schema, look_at(source_.files.front()));
    std::vector<Schema> schemas{shape.schema};
    for (std::size_t i = 1; i < source_.files.size(); ++i) {
      OSIRIS_TRY(Schema schema, look_at(source_.files[i]));
      shape.is_uniform = shape.is_uniform && schema == schemas.front();
      schemas.push_back(std::move(schema));
    }
    if (!shape.is_uniform) {
      OSIRIS_TRY(shape.schema, connection_.describe_query(
                                   "FROM " + read_call(source_.files, ", union_by_name = true")));
      for (std::size_t i = 0; i < schemas.size(); ++i) {
        OSIRIS_CHECKED(check(i, schemas, shape.schema));
      }
    }
    return shape;
  }

 private:
  Result<Schema> look_at(const Path& file) {
    auto schema = connection_.describe_query("FROM " + read_call({file}));
    if (schema.has_value()) {
      return schema;
    }
    const std::string name = source_name(source_, file);
    if (schema.error().is(kSqlDenied)) {
      return fail(kParquetLateFile,
                  name + " appeared after the run had begun; SQL may not read it any more",
                  "name the file itself, or its folder, in 'path'");
    }
    if (schema.error().is(kSqlFailed) || schema.error().is(kSqlInvalid)) {
      return fail(kParquetMalformed,
                  name + ": its footer cannot be read: " +
                      schema.error().message.substr(0, schema.error().message.find('\n')),
                  "make the file anew; a download may have been cut off");
    }
    return schema;
  }

  // Checks one file against the columns that all of them have together.
  Status check(std::size_t index, const std::vector<Schema>& schemas, const Schema& all) const {
    std::map<std::string, const Column*> own;
    for (const Column& column : schemas[index]) {
      own.emplace(to_lower(column.name), &column);
    }
    for (const Column& column : all) {
      const auto found = own.find(to_lower(column.name));
      if (found == own.end()) {
        if (!source_.union_by_name) {
          return fail(kParquetColumns,
                      name(index) + " has no column '" + printable(column.name) + "', which " +
                          name(first_with(column, schemas)) + " has",
                      "set 'union_by_name' to true to have NULL there, or name fewer files");
        }
        continue;
      }
      if (!keeps_values(found->second->type, column.type)) {
        const std::size_t other = first_unlike(*found->second, schemas);
        return fail(kParquetTypes,
                    "column '" + printable(column.name) + "' is " + found->second->type.to_sql() +
                        " in " + name(index) + " and " + type_in(schemas[other], column) + " in " +
                        name(other) + ": no type holds the values of both exactly",
                    "read them in steps of their own and cast the column in a transform");
      }
    }
    return {};
  }

  std::string name(std::size_t index) const { return source_name(source_, source_.files[index]); }

  static const Column* find(const Schema& schema, const Column& column) {
    const auto found = std::find_if(schema.begin(), schema.end(), [&](const Column& other) {
      return to_lower(other.name) == to_lower(column.name);
    });
    return found == schema.end() ? nullptr : &*found;
  }

  static std::string type_in(const Schema& schema, const Column& column) {
    const Column* found = find(schema, column);
    return found == nullptr ? "" : found->type.to_sql();
  }

  static std::size_t first_with(const Column& column, const std::vector<Schema>& schemas) {
    std::size_t i = 0;
    while (i + 1 < schemas.size() && find(schemas[i], column) == nullptr) {
      ++i;
    }
    return i;
  }

  static std::size_t first_unlike(const Column& column, const std::vector<Schema>& schemas) {
    for (std::size_t i = 0; i < schemas.size(); ++i) {
      const Column* found = find(schemas[i], column);
      if (found != nullptr && found->type != column.type) {
        return i;
      }
    }
    return 0;
  }

  Connection& connection_;
  const ParquetSource& source_;
};

// Returns the columns to take, in their order.
Result<Schema> chosen_columns(const ParquetSource& source, const Schema& all) {
  if (source.names.empty()) {
    return all;
  }
  Schema chosen;
  std::vector<std::string> known;
  for (const Column& column : all) {
    known.push_back(column.name);
  }
  for (const std::string& name : source.names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      return fail(kColumnMissing,
                  source_name(source, source.files.front()) + " has no column '" + printable(name) +
                      "'" + suggest(name, known),
                  "its columns are: " + join(known, ", "));
    }
    chosen.push_back(all[static_cast<std::size_t>(found - known.begin())]);
  }
  return chosen;
}

bool is_readable(const ColumnType& type) {
  return type.id != TypeId::kUnknown &&
         std::all_of(type.children.begin(), type.children.end(),
                     [](const auto& child) { return is_readable(child.second); });
}

// Returns a column name that no file has.
std::string free_name(const Schema& schema) {
  std::string name = "file";
  const auto taken = [&](const Column& column) { return to_lower(column.name) == name; };
  while (std::any_of(schema.begin(), schema.end(), taken)) {
    name += '_';
  }
  return name;
}

// The part of every path that names leave out.
std::string cut_off(const ParquetSource& source) {
  std::string root = source.root.string();
  if (!root.empty() && !root.ends_with('/')) {
    root += '/';
  }
  const bool common = std::all_of(source.files.begin(), source.files.end(), [&](const Path& file) {
    return file.native().starts_with(root);
  });
  return common ? root : "";
}

}  // namespace

std::string source_name(const ParquetSource& source, const Path& file) {
  return file.string().substr(cut_off(source).size());
}

Result<std::string> select_parquet(Connection& connection, const ParquetSource& source) {
  OSIRIS_TRY(const Shape shape, ShapeReader(connection, source).read());
  OSIRIS_TRY(const Schema columns, chosen_columns(source, shape.schema));
  std::string list;
  for (const Column& column : columns) {
    if (!is_readable(column.type)) {
      return fail(kParquetUnknownType,
                  source_name(source, source.files.front()) + ": column '" +
                      printable(column.name) + "' has a type that osiris does not know",
                  "leave it out: list the others in 'columns'");
    }
    if (to_lower(column.name) == to_lower(source.source_file_column)) {
      return fail(kColumnsInvalid,
                  "the files have a column '" + printable(column.name) + "' already",
                  "choose another name for 'source_file_column'");
    }
    list += (list.empty() ? "" : ", ") + quote_identifier(column.name);
  }
  std::string options = shape.is_uniform ? "" : ", union_by_name = true";
  if (!source.source_file_column.empty()) {
    const std::string file = free_name(shape.schema);
    options += ", filename = " + quote_literal(file);
    // The root is measured by DuckDB, which counts characters, not bytes.
    list += ", substr(" + quote_identifier(file) + ", length(" + quote_literal(cut_off(source)) +
            ") + 1) AS " + quote_identifier(source.source_file_column);
  }
  return "SELECT " + list + " FROM " + read_call(source.files, options) +
         (source.rows_max ? " LIMIT " + std::to_string(*source.rows_max) : "");
}

}  // namespace osiris::exchange
