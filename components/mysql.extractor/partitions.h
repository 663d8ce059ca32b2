#pragma once
// Divides a table by the values of a key, so that several connections can read it at once.

#include "components/mysql.extractor/extraction.h"
#include "components/mysql/client.h"

#include <cstddef>
#include <string>
#include <vector>

namespace osiris::components::mysql {

inline constexpr ErrorCode kNoPartitionKey{
    "mysql.no_partition_key", Fault::kUser,
    "`parallel` needs a column of numbers, dates or times to divide the table by: the primary key, "
    "if it is one such column, or what `partition_column` names."};

/// What kind of values a key has.
enum class KeyKind : std::uint8_t {
  kWhole,
  kBit,
  kYear,
  kDecimal,
  kFloat,
  kDouble,
  kDate,
  kTimestamp,
  kTime,
};

/// The column that a table is divided by.
struct PartitionKey {
  std::string column;
  KeyKind kind = KeyKind::kWhole;
  unsigned decimals = 0;  ///< kDecimal: digits after the point.
  bool may_be_null = false;
  bool is_indexed = false;  ///< An index begins with it, so that a range is found without a scan.
};

/// Finds the column. Errors: mysql.no_partition_key, and what the server says.
Result<PartitionKey> find_partition_key(const Extraction& extraction, Client& client);

/// Returns conditions of which every row of the table satisfies exactly one: ranges of about equal
/// width between the least and the greatest key, the outer ones without an end, and one for NULL.
/// There are more of them than `connections` if an index makes them cheap, because keys are seldom
/// spread evenly.
Result<std::vector<std::string>> divide(const Extraction& extraction, const PartitionKey& key,
                                        std::size_t connections, Client& client);

/// Returns values that divide what lies between two values into `count` parts at most: each is
/// greater than `least` and than the one before, and not greater than `greatest`. Values are as the
/// server writes and reads them; nothing if one of the two cannot be read.
std::vector<std::string> divide_values(const PartitionKey& key, const std::string& least,
                                       const std::string& greatest, std::size_t count);

}  // namespace osiris::components::mysql
