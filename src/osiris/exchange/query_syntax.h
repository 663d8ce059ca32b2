#pragma once
// What a query says, read off its syntax: which tables and functions it names. Nothing is bound or
// run.

#include "osiris/exchange/database.h"

#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// Lists the tables and views that a query names, unquoted and unqualified, without those that it
/// defines itself by WITH. Errors: sql.not_one_select if the text is no SELECT.
Result<std::vector<std::string>> tables_in(Connection& connection, std::string_view query);

/// Refuses a query that would do more than read. A SELECT may call table functions that switch
/// logging or profiling of the whole process on, and some of these end the process when they meet a
/// database without file access. Errors: sql.denied.
Status check_reads_only(Connection& connection, std::string_view query);

}  // namespace osiris::exchange
