#include "osiris/base/ids.h"
#include "osiris/base/text.h"
#include "osiris/oml/reader.h"

#include <set>

namespace osiris::oml {

std::vector<std::string> input_names(const std::string& step_id,
                                     const std::vector<std::string>& given, bool only_input) {
  const std::string sanitized = sanitize_step_id(step_id);
  std::vector<std::string> wanted{sanitized, "df_" + sanitized};
  wanted.insert(wanted.end(), given.begin(), given.end());
  if (only_input) {
    wanted.emplace_back("input_df");
  }
  // DuckDB ignores case, so what differs in case only is there already, the relation itself too.
  std::set<std::string> seen{to_lower(step_id)};
  std::vector<std::string> names;
  for (std::string& name : wanted) {
    if (seen.insert(to_lower(name)).second) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace osiris::oml
