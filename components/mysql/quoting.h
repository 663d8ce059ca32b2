#pragma once
// Names and texts for SQL: nothing else may put them there.

#include <string>
#include <string_view>

namespace osiris::components::mysql {

/// Quotes a name as MySQL has it: a`b -> `a``b`.
std::string quote_name(std::string_view name);

/// Quotes a text literal whatever the SQL mode says of backslashes: as UTF-8 in hex.
std::string quote_text(std::string_view text);

}  // namespace osiris::components::mysql
