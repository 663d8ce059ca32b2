#pragma once
// Whole numbers that fit into 64 bits with or without a sign, as one type.

#include "osiris/exchange/row_batch.h"

#include <optional>
#include <string>
#include <string_view>

namespace osiris::components::mysql {

/// Parses digits with or without a minus in front; nothing if they are none, or more than 20.
std::optional<exchange::Int128> parse_whole(std::string_view text);

/// Writes a number of up to 38 digits.
std::string write_whole(exchange::Int128 value);

}  // namespace osiris::components::mysql
