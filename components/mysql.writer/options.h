#pragma once
// The options of a step with mysql.writer, as its code needs them. What they mean: spec.yaml.

#include "components/mysql/settings.h"
#include "osiris/base/result.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

enum class WriteMode : std::uint8_t { kAppend, kReplace, kTruncate, kUpsert };

/// What becomes of columns of the input that the table does not have.
enum class NewColumns : std::uint8_t { kError, kIgnore, kAdd };

/// What becomes of values that a column cannot hold as they are.
struct ValueChoices {
  bool rounds = false;              ///< Those that it can hold inexactly; else they are an error.
  bool nulls_unfit_values = false;  ///< Those that MySQL has no value for; else they are an error.
};

/// The table to write to.
struct TableName {
  std::string schema;
  std::string name;
  std::string quoted() const;                       ///< For SQL.
  std::string text() const;                         ///< For messages: "shop.orders".
  TableName sibling(std::string other_name) const;  ///< Another table of the same schema.
};

struct WriteOptions {
  TableName table;
  WriteMode mode = WriteMode::kAppend;
  std::vector<std::string> key;      ///< Names of columns; empty: none was given.
  std::vector<std::string> columns;  ///< Those of the input to write; empty: all of them.
  bool creates_table = true;
  std::map<std::string, std::string> column_types;  ///< By name, in MySQL's SQL.
  std::string collation;  ///< Of a new table; empty: the server's choice for utf8mb4.
  NewColumns new_columns = NewColumns::kError;
  ValueChoices values;
  bool keeps_last_duplicate = false;  ///< Of rows with one key; else they are an error.
  bool deletes_missing = false;
  std::int64_t delete_percent_max = 0;  ///< Of the table's rows.
  std::int64_t insert_rows_max = 0;     ///< In one INSERT.
  bool marks_loads = true;
};

inline constexpr ErrorCode kInvalidName{
    "mysql.invalid_name", Fault::kUser,
    "Names of tables and columns have no emoji and no other character beyond U+FFFF on MySQL and "
    "MariaDB. Use another name."};

/// Tells whether the servers can have a name: no character beyond U+FFFF.
/// Source: MySQL Reference Manual, "Schema Object Names"; MariaDB Knowledge Base, "Identifier
/// Names".
bool is_possible_name(std::string_view name);

/// Reads the options. Errors: mysql.no_database, mysql.invalid_name.
Result<WriteOptions> read_write_options(const sdk::StepConfig& config, const Settings& settings);

}  // namespace osiris::components::mysql
