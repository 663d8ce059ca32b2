#pragma once
// Parquet files as a query, read by DuckDB.

#include "osiris/exchange/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::exchange {

inline constexpr ErrorCode kParquetMalformed{
    "parquet.malformed", Fault::kExternal,
    "The file is no Parquet, is cut off, or its content does not fit together. Make it anew."};
inline constexpr ErrorCode kParquetColumns{
    "parquet.columns_differ", Fault::kUser,
    "Files that are read together have other columns. Set `union_by_name` to have NULL where a "
    "file lacks a column, or name fewer files."};
inline constexpr ErrorCode kParquetTypes{
    "parquet.types_differ", Fault::kUser,
    "Files that are read together have other types in one column, and no type holds the values of "
    "both exactly. Read them in steps of their own and cast in a transform."};
inline constexpr ErrorCode kParquetUnknownType{
    "parquet.type_not_readable", Fault::kUser,
    "A column of the file has a type that osiris does not know. Leave it out with `columns`."};
inline constexpr ErrorCode kParquetLateFile{
    "parquet.file_appeared", Fault::kUser,
    "A file that matches the pattern appeared after the run had begun, when it is settled which "
    "files SQL may read. Name the file itself, or its folder, in `path`."};

/// Which files are read, and what of them.
struct ParquetSource {
  std::vector<Path> files;         ///< At least one; absolute; the connection may read them.
  Path root;                       ///< Cut off from files' names for people and columns.
  std::vector<std::string> names;  ///< Columns to take, in this order; empty: all.
  std::optional<std::int64_t> rows_max;
  bool union_by_name = false;      ///< Whether files may lack columns that others have.
  std::string source_file_column;  ///< A last column with the file's name; empty: none.
};

/// Returns how a file is called: its path without the root.
std::string source_name(const ParquetSource& source, const Path& file);

/// Makes the query that reads the files one after the other, rows in their order. The columns are
/// those of the first file, then those that only later files have; a column whose types differ has
/// the type that holds all values exactly. Looks at the footer of every file.
/// Errors: parquet.*, data.column_not_found, data.invalid_columns, those of Connection::execute.
Result<std::string> select_parquet(Connection& connection, const ParquetSource& source);

}  // namespace osiris::exchange
