#include "osiris/base/ids.h"
#include "osiris/base/text.h"
#include "osiris/oml/reader.h"

#include <algorithm>
#include <set>

namespace osiris::oml {

std::vector<InputRelation> input_relations(const std::vector<std::string>& needs,
                                           const std::vector<NamedInput>& inputs) {
  std::vector<InputRelation> relations;
  for (const std::string& id : needs) {
    std::vector<InputRelation> taken;
    for (const NamedInput& input : inputs) {
      InputRelation relation{.step_id = id, .output = input.output};
      if (input.step_id == id && std::find(taken.begin(), taken.end(), relation) == taken.end()) {
        taken.push_back(std::move(relation));
      }
    }
    if (taken.empty()) {
      taken.push_back({.step_id = id, .output = {}});
    }
    relations.insert(relations.end(), taken.begin(), taken.end());
  }
  return relations;
}

std::vector<std::string> input_names(const std::string& relation,
                                     const std::vector<std::string>& given, bool only_input) {
  const std::string sanitized = sanitize_step_id(relation);
  std::vector<std::string> wanted{sanitized, "df_" + sanitized};
  wanted.insert(wanted.end(), given.begin(), given.end());
  if (only_input) {
    wanted.emplace_back("input_df");
  }
  // DuckDB ignores case, so what differs in case only is there already, the relation itself too.
  std::set<std::string> seen{to_lower(relation)};
  std::vector<std::string> names;
  for (std::string& name : wanted) {
    if (seen.insert(to_lower(name)).second) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace osiris::oml
