#pragma once
// The only places where names, values and user queries become SQL text.

#include "osiris/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

inline constexpr ErrorCode kSqlNotOneSelect{
    "sql.not_one_select", Fault::kUser,
    "A query must be exactly one SELECT statement. Put each statement in a "
    "step of its own."};

/// Quotes an identifier: `a"b` -> `"a""b"`.
std::string quote_identifier(std::string_view name);

/// Quotes a text literal: `it's` -> `'it''s'`.
std::string quote_literal(std::string_view text);

/// Joins quoted identifiers with ", ".
std::string quote_identifiers(const std::vector<std::string>& names);

/// Returns the query without a closing semicolon, white space and comments after it, so that it can
/// stand in parentheses. Strings, quoted names, dollar quotes and comments are understood. Errors:
/// sql.not_one_select if text follows a semicolon or nothing is left.
Result<std::string> single_statement(std::string_view sql);

}  // namespace osiris::exchange
