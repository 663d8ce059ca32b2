#pragma once
// What a step reads, and the statement that reads it.

#include "components/mysql.extractor/sql_scanner.h"
#include "components/mysql/type_mapping.h"
#include "components/mysql/value_decoder.h"
#include "osiris/base/result.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::components::mysql {

/// What becomes of rows whose cursor is NULL, so that nobody knows whether they are new.
enum class CursorNulls : std::uint8_t { kError, kSkip, kInclude };

/// How to read only what is new; as the pipeline says it.
struct CursorOptions {
  std::string column;  ///< Empty: everything is read.
  std::string initial_value;
  std::string lookback;
  CursorNulls nulls = CursorNulls::kError;
};

/// A step's options.
struct Extraction {
  std::string query;  ///< Empty: `table` says what to read.
  std::string schema;
  std::string table;
  std::vector<std::string> columns;
  std::string where;
  std::vector<std::string> conditions;  ///< Besides, of the table or query: SQL of our own.
  std::optional<std::int64_t> limit;
  std::int64_t offset = 0;
  std::size_t parallel = 1;  ///< Connections.
  std::string partition_column;
  CursorOptions cursor;
  TypeChoices types;
  ZeroDates zero_dates = ZeroDates::kError;
};

/// Reads options that satisfy the spec.
Extraction read_extraction(const sdk::StepConfig& config);

/// Checks what the pipeline has in SQL, and takes the semicolon off the query's end. Errors: those
/// of check_query, with sdk::kOptionDetail.
Status check_sql(Extraction& extraction, const SqlQuotes& quotes);

/// Names what is read for messages: "table 'shop.orders'" or "the query".
std::string name_of(const Extraction& extraction);

/// Writes what stands behind FROM, if `extraction` names a table.
std::string table_reference(const Extraction& extraction);

/// Writes the statement that reads the rows. Call check_sql before.
std::string statement_of(const Extraction& extraction);

/// Writes a statement that computes something else over the rows, without limit and offset.
std::string select_from(const Extraction& extraction, const std::string& expressions);

}  // namespace osiris::components::mysql
