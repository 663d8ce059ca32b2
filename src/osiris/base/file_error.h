#pragma once
// Failures of the disk in words that errno alone does not give. See also file_error in
// filesystem.h.

#include "osiris/base/filesystem.h"

#include <cstdint>

namespace osiris {

/// Makes the error for a file that could not be created: "no such file" then means its folder.
Error creation_error(int error_number, std::string_view action, const Path& path);

/// Makes the error for a file that has more bytes than may be read.
Error file_too_large_error(const Path& path, std::uintmax_t bytes_max);

}  // namespace osiris
