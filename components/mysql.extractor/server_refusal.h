#pragma once
// Says more of a statement that the server refused than the server can.

#include "components/mysql.extractor/extraction.h"
#include "components/mysql/client.h"

#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// Columns that an option names.
struct NamedColumns {
  std::string_view option;
  std::vector<std::string> columns;
};

/// Explains a refusal that may come from one of `named`: which column is not there, and what it may
/// be called. Else returns `error`, with sdk::kOptionDetail.
Error explain_refusal(const Extraction& extraction, const NamedColumns& named, Client& client,
                      Error error);

}  // namespace osiris::components::mysql
