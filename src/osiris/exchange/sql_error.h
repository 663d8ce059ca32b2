#pragma once
// DuckDB's messages as our errors. For the files of this folder only.

#include "osiris/base/error.h"

#include <string_view>

namespace osiris::exchange {

/// Classifies a message of DuckDB by the name of its exception class, which every message begins
/// with
/// ("Binder Error: …"). The C API gives the class as a number only for some calls; the name is the
/// same enumeration's, so it is used for all.
Error sql_error(std::string_view message);

}  // namespace osiris::exchange
