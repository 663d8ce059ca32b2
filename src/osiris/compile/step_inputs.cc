#include "osiris/compile/step_inputs.h"

#include "osiris/oml/reader.h"

#include <algorithm>

namespace osiris::compile {

std::vector<StepSource> step_inputs(const ManifestStep& step,
                                    const std::function<bool(const std::string&)>& has_relation) {
  std::vector<oml::InputRelation> sources = oml::input_relations(step.needs, step.inputs);
  std::erase_if(sources,
                [&](const oml::InputRelation& source) { return !has_relation(source.relation()); });
  std::vector<StepSource> inputs;
  for (const oml::InputRelation& source : sources) {
    std::vector<std::string> given;
    for (const oml::NamedInput& named : step.inputs) {
      if (named.step_id == source.step_id && named.output == source.output) {
        given.push_back(named.name);
      }
    }
    const std::string relation = source.relation();
    inputs.push_back({.step_id = source.step_id,
                      .input = {.relation = relation,
                                .names = oml::input_names(relation, given, sources.size() == 1)}});
  }
  return inputs;
}

}  // namespace osiris::compile
