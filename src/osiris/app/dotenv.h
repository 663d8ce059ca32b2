#pragma once
// The text of a .env file.

#include "osiris/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::app {

inline constexpr ErrorCode kDotenvInvalid{
    "env.file_invalid", Fault::kUser,
    "A line of a .env file is not `NAME=value`, `export NAME='value'` or a comment. Correct it."};

/// Reads `NAME=value` lines in their order. A value in single quotes is taken as it is; in double
/// quotes \n, \t, \r, \\, \" and \$ are understood; without quotes it ends at ` #` or at the line's
/// end. Blank lines, comments and a leading `export` are fine. If a name stands twice, the last
/// line wins. Nothing is expanded. Errors: env.file_invalid with file and line; the line's text is
/// not shown, it may be a secret.
Result<std::vector<std::pair<std::string, std::string>>> parse_dotenv(std::string_view text,
                                                                      const std::string& file);

}  // namespace osiris::app
