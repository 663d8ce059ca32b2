#include "osiris/oml/document_layout.h"

#include "osiris/oml/vocabulary.h"

#include <algorithm>

namespace osiris::oml {
namespace {

/// Stands for every key that begins a note.
std::string notes() { return std::string(kNotePrefix) + "*"; }

/// Notes stand in front of the parameters: what other parts repeat by alias is often kept there.
std::vector<std::string> top_level_order() {
  std::vector<std::string> order = top_level_keys();
  order.insert(std::find(order.begin(), order.end(), "params"), notes());
  return order;
}

/// An old name stands where the present one would.
std::vector<std::string> step_order() {
  std::vector<std::string> order;
  for (const std::string& key : step_keys()) {
    order.push_back(key);
    for (const auto& [old_key, present_key] : old_step_keys()) {
      if (present_key == key) {
        order.push_back(old_key);
      }
    }
  }
  order.push_back(notes());
  return order;
}

YamlLayout ordered(std::vector<std::string> keys) {
  YamlLayout layout;
  layout.key_order = std::move(keys);
  return layout;
}

}  // namespace

YamlLayout document_layout() {
  YamlLayout step = ordered(step_order());
  step.members["retry"] = ordered(retry_keys());
  YamlLayout steps;
  steps.spaced = true;
  steps.members["*"] = std::move(step);
  YamlLayout params;
  params.members["*"] = ordered(declaration_keys());
  YamlLayout document = ordered(top_level_order());
  document.spaced = true;
  document.members["params"] = std::move(params);
  document.members["steps"] = std::move(steps);
  return document;
}

}  // namespace osiris::oml
