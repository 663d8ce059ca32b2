#include "components/mysql.extractor/partitions.h"

#include "components/mysql.extractor/server_refusal.h"
#include "components/mysql.extractor/whole_number.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace osiris::components::mysql {
namespace {

using exchange::Int128;

/// Ranges for each connection. The last one to end keeps the others waiting for a fourth of its
/// part at most, unless keys are spread very unevenly. Unit: ranges.
constexpr std::size_t kRangesPerConnection = 4;

// The first of the days and seconds that TO_DAYS and TO_SECONDS know as 366 and 31622400.
constexpr const char* kFirstDay = "DATE'0001-01-01'";
constexpr const char* kFirstSecond = "TIMESTAMP'0001-01-01 00:00:00'";

std::optional<KeyKind> key_kind(const Field& field) {
  switch (map_type(field, {}).form) {
    case ValueForm::kSigned:
    case ValueForm::kUnsigned:
      return KeyKind::kWhole;
    case ValueForm::kBit:
      return KeyKind::kBit;
    case ValueForm::kYear:
      return KeyKind::kYear;
    case ValueForm::kDecimal:
      return KeyKind::kDecimal;
    case ValueForm::kFloat:
      return KeyKind::kFloat;
    case ValueForm::kDouble:
      return KeyKind::kDouble;
    case ValueForm::kDate:
      return KeyKind::kDate;
    case ValueForm::kTimestamp:
      return KeyKind::kTimestamp;
    case ValueForm::kTime:
      return KeyKind::kTime;
    default:
      return std::nullopt;
  }
}

Error no_key(const Extraction& extraction, const std::string& why) {
  return make_error(kNoPartitionKey, name_of(extraction) + " " + why,
                    "name a column of numbers, dates or times in `partition_column`, or "
                    "remove `parallel`")
      .with(std::string(sdk::kOptionDetail),
            extraction.partition_column.empty() ? "parallel" : "partition_column");
}

/// The indexes of a table, as far as they matter here.
struct Keys {
  std::vector<std::string> primary;  ///< Columns.
  std::vector<std::string> first;    ///< Columns that an index begins with.
};

Result<Keys> learn_keys(const Extraction& extraction, Client& client) {
  OSIRIS_TRY(const TextRows found, client.query("SHOW KEYS FROM " + table_reference(extraction)));
  // Source: MySQL Reference Manual, "SHOW INDEX Statement": Table, Non_unique, Key_name,
  // Seq_in_index, Column_name, ...
  Keys keys;
  for (const auto& row : found.rows) {
    if (row.size() < 5 || !row[4]) {
      continue;  // An index over an expression.
    }
    if (row[2] == "PRIMARY") {
      keys.primary.push_back(*row[4]);
    }
    if (row[3] == "1") {
      keys.first.push_back(*row[4]);
    }
  }
  return keys;
}

std::vector<std::string> divide_whole(std::string_view least, std::string_view greatest,
                                      std::size_t count) {
  const auto from = parse_whole(least);
  const auto to = parse_whole(greatest);
  std::vector<std::string> values;
  if (!from || !to) {
    return values;
  }
  const Int128 width = *to - *from + 1;
  const auto parts = static_cast<Int128>(count);
  Int128 last = *from;
  for (Int128 part = 1; part < parts; ++part) {
    const Int128 value = *from + width * part / parts;
    if (value > last && value <= *to) {
      values.push_back(write_whole(value));
      last = value;
    }
  }
  return values;
}

std::optional<double> parse_real(std::string_view text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? std::optional(value)
                                                                             : std::nullopt;
}

/// Writes a value that a column of the kind can have, so that no index has to round it: a rounded
/// end would put a row into two ranges or none.
std::string write_real(double value, const PartitionKey& key) {
  std::array<char, 512> text{};
  char* const end = text.data() + text.size();
  if (key.kind == KeyKind::kDecimal) {
    const auto written = std::to_chars(text.data(), end, value, std::chars_format::fixed,
                                       static_cast<int>(key.decimals));
    return {text.data(), written.ptr};
  }
  const double exact = key.kind == KeyKind::kFloat ? double{static_cast<float>(value)} : value;
  const auto written = std::to_chars(text.data(), end, exact, std::chars_format::scientific, 17);
  return {text.data(), written.ptr};
}

std::vector<std::string> divide_real(const PartitionKey& key, std::string_view least,
                                     std::string_view greatest, std::size_t count) {
  const auto from = parse_real(least);
  const auto to = parse_real(greatest);
  std::vector<std::string> values;
  if (!from || !to) {
    return values;
  }
  double last = *from;
  for (std::size_t part = 1; part < count; ++part) {
    const double share = static_cast<double>(part) / static_cast<double>(count);
    // The difference of the two may be more than a double holds.
    const std::string text = write_real(*from * (1 - share) + *to * share, key);
    const double value = parse_real(text).value_or(last);
    if (value > last && value <= *to) {
      values.push_back(text);
      last = value;
    }
  }
  return values;
}

/// Asks for the least and the greatest key as numbers; dates of no calendar and the year 0, between
/// which and 1901 no year is, are left out.
std::string bounds_query(const Extraction& extraction, const PartitionKey& key) {
  const std::string column = quote_name(key.column);
  Extraction dated = extraction;
  const auto ask = [&](const std::string& before, const std::string& behind) {
    return select_from(dated, before + "MIN(" + column + ")" + behind + ", " + before + "MAX(" +
                                  column + ")" + behind);
  };
  switch (key.kind) {
    case KeyKind::kBit:
      return ask("0 + ", "");
    case KeyKind::kYear:
      dated.conditions.push_back(column + " > 0");
      return ask("", "");
    case KeyKind::kDate:
    case KeyKind::kTimestamp:
      dated.conditions.push_back(column + " >= " + kFirstDay);
      return ask(key.kind == KeyKind::kDate ? "TO_DAYS(" : "TO_SECONDS(", ")");
    case KeyKind::kTime:
      return ask("FLOOR(TIME_TO_SEC(", "))");
    default:
      return ask("", "");
  }
}

/// Writes a number of bounds_query() as the server has to read it.
std::string write_literal(KeyKind kind, std::string number) {
  switch (kind) {
    case KeyKind::kDate:
      return std::string(kFirstDay) + " + INTERVAL " + number + " - 366 DAY";
    case KeyKind::kTimestamp:
      return std::string(kFirstSecond) + " + INTERVAL " + number + " - 31622400 SECOND";
    case KeyKind::kTime:
      return "SEC_TO_TIME(" + number + ")";
    default:
      return number;
  }
}

}  // namespace

Result<PartitionKey> find_partition_key(const Extraction& extraction, Client& client) {
  OSIRIS_TRY(const Keys keys, learn_keys(extraction, client));
  PartitionKey key;
  key.column = extraction.partition_column;
  if (key.column.empty()) {
    if (keys.primary.size() != 1) {
      return fail(no_key(extraction, keys.primary.empty()
                                         ? "has no primary key"
                                         : "has a primary key of several columns"));
    }
    key.column = keys.primary.front();
  }
  auto fields = client.describe(select_from(extraction, quote_name(key.column)));
  if (!fields.has_value()) {
    return fail(explain_refusal(extraction, {"partition_column", {key.column}}, client,
                                std::move(fields).error()));
  }
  const Field& field = fields->front();
  const auto kind = key_kind(field);
  if (!kind) {
    return fail(no_key(extraction, "cannot be divided by '" + printable(key.column) +
                                       "', which is " + map_type(field, {}).type.to_sql()));
  }
  key.kind = *kind;
  key.decimals = field.decimals;
  key.may_be_null = may_be_null(field);
  key.is_indexed = std::any_of(keys.first.begin(), keys.first.end(), [&](const std::string& name) {
    return to_lower(name) == to_lower(key.column);
  });
  return key;
}

std::vector<std::string> divide_values(const PartitionKey& key, const std::string& least,
                                       const std::string& greatest, std::size_t count) {
  if (key.kind == KeyKind::kDecimal || key.kind == KeyKind::kFloat ||
      key.kind == KeyKind::kDouble) {
    return divide_real(key, least, greatest, count);
  }
  std::vector<std::string> values = divide_whole(least, greatest, count);
  for (std::string& value : values) {
    value = write_literal(key.kind, std::move(value));
  }
  return values;
}

Result<std::vector<std::string>> divide(const Extraction& extraction, const PartitionKey& key,
                                        std::size_t connections, Client& client) {
  OSIRIS_TRY(const TextRows bounds, client.query(bounds_query(extraction, key)));
  const std::size_t count = connections * (key.is_indexed ? kRangesPerConnection : 1);
  std::vector<std::string> values;
  if (!bounds.rows.empty() && bounds.rows.front()[0] && bounds.rows.front()[1]) {
    values = divide_values(key, *bounds.rows.front()[0], *bounds.rows.front()[1], count);
  }
  const std::string column = quote_name(key.column);
  std::vector<std::string> conditions;
  for (std::size_t i = 0; i <= values.size(); ++i) {
    std::string condition;
    if (i > 0) {
      condition = column + " >= " + values[i - 1];
    }
    if (i < values.size()) {
      condition += (condition.empty() ? "" : " AND ") + column + " < " + values[i];
    }
    const std::string all = key.may_be_null ? column + " IS NOT NULL" : "TRUE";
    conditions.push_back(condition.empty() ? all : condition);
  }
  if (key.may_be_null) {
    conditions.push_back(column + " IS NULL");
  }
  return conditions;
}

}  // namespace osiris::components::mysql
