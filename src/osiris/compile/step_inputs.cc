#include "osiris/compile/step_inputs.h"

#include "osiris/oml/reader.h"

#include <algorithm>

namespace osiris::compile {

std::vector<exchange::QueryInput> step_inputs(
    const ManifestStep& step, const std::function<bool(const std::string&)>& has_relation) {
  std::vector<std::string> sources = step.needs;
  for (const oml::NamedInput& named : step.inputs) {
    if (std::find(sources.begin(), sources.end(), named.step_id) == sources.end()) {
      sources.push_back(named.step_id);
    }
  }
  std::erase_if(sources, [&](const std::string& id) { return !has_relation(id); });
  std::vector<exchange::QueryInput> inputs;
  for (const std::string& id : sources) {
    std::vector<std::string> given;
    for (const oml::NamedInput& named : step.inputs) {
      if (named.step_id == id) {
        given.push_back(named.name);
      }
    }
    inputs.push_back({.relation = id, .names = oml::input_names(id, given, sources.size() == 1)});
  }
  return inputs;
}

}  // namespace osiris::compile
