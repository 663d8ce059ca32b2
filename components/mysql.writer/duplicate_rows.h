#pragma once
// Which rows of the input a server means that tells only the value of a key.

#include "components/mysql.writer/column_plan.h"
#include "components/mysql.writer/row_feed.h"
#include "osiris/base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// The server's number for a row whose key is there already, as in the detail kNumberDetail.
inline constexpr std::string_view kDuplicateEntry = "1062";

/// Returns the name of the key that a refusal with the number kDuplicateEntry tells of.
std::string duplicate_key_of(const Error& error);

/// Puts in front of such a refusal the rows of the input that have the value it tells in the
/// columns of the key, at most two. It stays as it is if none is found: the server may show a value
/// otherwise than the session's database, or a part of it only.
Error name_duplicate_rows(Error error, const FeedSource& source, const ColumnPlan& plan,
                          const std::vector<std::string>& key);

}  // namespace osiris::components::mysql
