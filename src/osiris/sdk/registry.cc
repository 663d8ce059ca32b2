#include "osiris/base/check.h"
#include "osiris/base/text.h"
#include "osiris/sdk/component.h"

#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace osiris::sdk {

struct Registry::State {
  struct Entry {
    Component component;
    std::once_flag parsed;  ///< Guards `spec`: embedded specs cost too much to parse at start-up.
    std::optional<Result<Spec>> spec;
  };

  const Entry* find(std::string_view name) const {
    const auto entry = entries.find(name);
    return entry == entries.end() ? nullptr : &entry->second;
  }

  std::map<std::string, Entry, std::less<>> entries;
};

namespace {

tl::unexpected<Error> unknown_component(std::string_view name,
                                        const std::vector<std::string>& names) {
  const auto nearest = find_nearest(name, names);
  return fail(kComponentUnknown, "unknown component '" + std::string(name) + "'",
              nearest.has_value() ? "did you mean '" + *nearest + "'?"
                                  : "`osiris components list` shows all of them");
}

Result<Spec> parse_spec(const Component& component) {
  Result<Spec> spec = Spec::parse(component.spec_yaml, component.name + "/spec.yaml");
  if (spec.has_value() && spec->name != component.name) {
    return fail(kSpecInvalid, component.name + "/spec.yaml: name '" + spec->name +
                                  "' is not the component's name");
  }
  if (spec.has_value() && spec->has_doctor != (component.doctor != nullptr)) {
    return fail(kSpecInvalid, component.name + "/spec.yaml: `capabilities: {doctor: …}` is not " +
                                  "what the component does");
  }
  if (spec.has_value() && spec->has_discover != (component.discover != nullptr)) {
    return fail(kSpecInvalid, component.name + "/spec.yaml: `capabilities: {discover: …}` is " +
                                  "not what the component does");
  }
  return spec;
}

}  // namespace

Registry::Registry(std::vector<Component> components) : state_(std::make_unique<State>()) {
  for (Component& component : components) {
    const auto [entry, added] = state_->entries.try_emplace(component.name);
    OSIRIS_CHECK(added, "two components have the same name");
    entry->second.component = std::move(component);
  }
}

Registry::~Registry() = default;

std::vector<std::string> Registry::names() const {
  std::vector<std::string> names;
  names.reserve(state_->entries.size());
  for (const auto& [name, entry] : state_->entries) {
    names.push_back(name);
  }
  return names;
}

bool Registry::has(std::string_view name) const { return state_->find(name) != nullptr; }

Result<const Spec*> Registry::spec(std::string_view name) const {
  const auto found = state_->entries.find(name);
  if (found == state_->entries.end()) {
    return unknown_component(name, names());
  }
  State::Entry& entry = found->second;
  std::call_once(entry.parsed, [&] { entry.spec.emplace(parse_spec(entry.component)); });
  if (!entry.spec->has_value()) {
    return fail(entry.spec->error());
  }
  return &entry.spec->value();
}

Result<const Component*> Registry::component(std::string_view name) const {
  const State::Entry* entry = state_->find(name);
  if (entry == nullptr) {
    return unknown_component(name, names());
  }
  return &entry->component;
}

}  // namespace osiris::sdk
