#pragma once
// A component: a spec and the code that does what it says.

#include "osiris/sdk/discovery.h"
#include "osiris/sdk/doctor.h"
#include "osiris/sdk/foresight.h"
#include "osiris/sdk/spec.h"
#include "osiris/sdk/step_context.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// Runs one attempt of a step. Leaves either the whole output or nothing.
using RunFunction = Result<StepResult> (*)(const StepConfig& config, StepContext& context);

/// A component as its driver.cc returns it. The spec's text is parsed when it is first needed.
struct Component {
  std::string name;
  std::string_view spec_yaml;
  RunFunction run = nullptr;
  ForeseeFunction foresee = nullptr;  ///< Null: nothing can be said before the run.
  DoctorFunction doctor = nullptr;    ///< Exactly if the spec says `capabilities: {doctor: true}`.
  DiscoverFunction discover = nullptr;  ///< Exactly if the spec says so in the same way.
};

inline constexpr ErrorCode kComponentUnknown{
    "component.unknown", Fault::kUser,
    "No component of that name. `osiris components list` shows them."};

/// All components of the binary, by name. Specs are parsed on first use and kept.
/// Threads: safe.
class Registry {
 public:
  explicit Registry(std::vector<Component> components);
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  /// Returns all names, sorted.
  std::vector<std::string> names() const;
  bool has(std::string_view name) const;
  /// Errors: component.unknown with the nearest name as hint, spec.invalid.
  Result<const Spec*> spec(std::string_view name) const;
  /// Errors: component.unknown.
  Result<const Component*> component(std::string_view name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace osiris::sdk
