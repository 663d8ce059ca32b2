#pragma once
// Makes sure that the SQL of a step only reads, before a server sees it.

#include "components/mysql.extractor/sql_scanner.h"
#include "osiris/base/result.h"

#include <string>
#include <string_view>

namespace osiris::components::mysql {

inline constexpr ErrorCode kNotReadOnly{
    "mysql.not_read_only", Fault::kUser,
    "A query must only read: one SELECT, WITH … SELECT, TABLE, VALUES, SHOW or DESCRIBE, without "
    "INTO and without locks."};
inline constexpr ErrorCode kQueryMalformed{
    "mysql.malformed_query", Fault::kUser,
    "The SQL has a quote, comment or parenthesis without its other half, or a ? that nothing is "
    "given for."};

/// Checks a query and returns it without the semicolon at its end; what is put behind it must begin
/// with a line break, since it may end in a comment. This is for clear messages, and for what a
/// read-only transaction lets through (INTO OUTFILE, locks); it cannot know what a function of the
/// server does. Errors: mysql.not_read_only, mysql.malformed_query, with exchange::kOffsetDetail.
Result<std::string> check_query(std::string_view query, const SqlQuotes& quotes);

/// Checks a condition, which will stand in parentheses. Errors: the same.
Status check_condition(std::string_view condition, const SqlQuotes& quotes);

}  // namespace osiris::components::mysql
