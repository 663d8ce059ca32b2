#pragma once
// The table that is written to, as the server describes it.

#include "components/mysql.writer/options.h"
#include "components/mysql/client.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::components::mysql {

/// What kind of values a column holds, and so how they are written.
enum class ColumnKind : std::uint8_t {
  kInteger,
  kYear,
  kBit,
  kDecimal,
  kFloat,
  kDouble,
  kDate,
  kDatetime,
  kTimestamp,
  kTime,
  kText,  ///< What is no text of its own (INET6) takes text as well.
  kEnum,
  kSet,
  kJson,
  kUuid,
  kBinary,
  kGeometry,
};

struct TargetColumn {
  std::string name;
  std::string sql_type;  ///< As it is declared: "decimal(18,4) unsigned".
  ColumnKind kind = ColumnKind::kText;
  bool is_nullable = true;
  bool has_default = false;
  bool counts_up = false;     ///< AUTO_INCREMENT.
  bool is_generated = false;  ///< Computed of other columns.
  bool is_padded = false;     ///< CHAR and BINARY, which do not keep the end of a value.
  /// Digits behind the point, of a number or of a second; nothing: as many as the type holds.
  std::optional<unsigned> scale;
  std::uint64_t length = 0;         ///< Characters, bytes or bits, where there is a bound.
  std::vector<std::string> labels;  ///< kEnum, kSet.

  /// Tells whether a row may leave the column out.
  bool is_optional() const { return is_nullable || has_default || counts_up || is_generated; }
};

/// An index that keeps rows apart.
struct UniqueKey {
  std::string name;
  std::vector<std::string> columns;
  bool is_whole = true;  ///< It looks at whole values, of columns.
};

struct TargetTable {
  TableName name;
  std::string title;  ///< For messages; another table's if this one only stands in for it.
  std::string engine;
  std::string comment;
  bool is_transactional = false;
  bool is_partitioned = false;
  bool keeps_history = false;  ///< WITH SYSTEM VERSIONING.
  std::vector<TargetColumn> columns;
  std::vector<UniqueKey> unique_keys;  ///< The primary key first, if there is one.
  std::vector<std::string> other_indexes;

  const TargetColumn* find(std::string_view column) const;  ///< Case does not matter.
};

inline constexpr ErrorCode kNotATable{
    "mysql.not_a_table", Fault::kUser,
    "Rows are written to tables only, and what has the name is a view or a sequence."};

/// Describes a table; nothing if there is none. Errors: mysql.*, run.cancelled.
Result<std::optional<TargetTable>> describe_target(Client& client, const TableName& name);

/// What hangs on a table and would not follow its rows into another one, in words: "trigger 'x'",
/// "foreign key 'y' of shop.z" (the table's own keys and those that point to it), "check 'c'".
struct TableBonds {
  std::vector<std::string> triggers;
  std::vector<std::string> foreign_keys;
  std::vector<std::string> checks;
};
Result<TableBonds> describe_bonds(Client& client, const TargetTable& table);

/// Reads the labels of `enum('a','it''s')`.
std::vector<std::string> parse_labels(std::string_view sql_type);

}  // namespace osiris::components::mysql
