#include "components/filesystem.json_extractor/json_columns.h"

#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"

#include <algorithm>

namespace osiris::components {

Result<exchange::Schema> json_columns(const JsonRead& read, const JsonShape& rows) {
  const std::string& first_file = read.files.front().name;
  exchange::Schema all;
  std::vector<std::string> known;
  for (const auto& [name, shape] : rows.fields()) {
    all.push_back({name, shape->type()});
    known.push_back(name);
  }
  exchange::Schema chosen = read.options.columns.empty() ? all : exchange::Schema();
  for (const std::string& name : read.options.columns) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      return fail(exchange::kColumnMissing,
                  first_file + " has no key '" + printable(name) + "'" + suggest(name, known),
                  "its keys are: " + join(known, ", "));
    }
    chosen.push_back(all[static_cast<std::size_t>(found - known.begin())]);
  }
  if (chosen.empty()) {
    return fail(kJsonShape, first_file + " has no object with a key, so that no column is known",
                "check 'path' and 'records_path'");
  }
  if (!read.options.source_file_column.empty()) {
    chosen.push_back({read.options.source_file_column, exchange::TypeId::kVarchar});
  }
  return chosen;
}

}  // namespace osiris::components
