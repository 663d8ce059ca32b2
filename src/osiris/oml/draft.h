#pragma once
// A pipeline while it is being checked: what could be read of it, sound or not.

#include "osiris/oml/findings.h"
#include "osiris/oml/pipeline.h"
#include "osiris/sdk/component.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::oml {

/// One step and what is known of it so far.
struct DraftStep {
  Step step;
  std::string location;                ///< "steps[3]"
  const sdk::Spec* spec = nullptr;     ///< Null: no such component.
  std::vector<std::string> misplaced;  ///< Options that stand beside `config`.
  bool has_needs = false;              ///< `needs` is written.
  bool has_sound_links = true;         ///< All that `needs` and `inputs` say could be understood.
  bool has_sound_config = true;        ///< `config` is a mapping or absent.

  Place at(const Mark& mark) const { return {mark, location}; }
  Place at(const Mark& mark, std::string_view key) const {
    return {mark, location + "." + std::string(key)};
  }
  bool is(sdk::Mode mode) const { return step.mode == mode; }
};

/// A pipeline whose steps are still drafts.
struct Draft {
  Pipeline pipeline;
  std::vector<DraftStep> steps;
  std::vector<ConnectionUse> connections;
};

/// Reads keys and shapes of a document, which must be a mapping.
Draft read_structure(const Value& document, const sdk::Registry& registry, Findings& findings);

/// Reads keys and shapes of one step. `location` is "steps[3]".
DraftStep read_step(const Value& value, std::string location, const sdk::Registry& registry,
                    Findings& findings);

/// Reads a step's `retry`.
Retry read_retry(const Value& value, const DraftStep& draft, Findings& findings);

/// Reads a step's `timeout` into milliseconds; 0 if it is wrong.
std::int64_t read_timeout_ms(const Value& value, const DraftStep& draft, Findings& findings);

/// Connects the steps: unique ids, needs that exist and no cycles, inputs that suit the modes.
/// Fills in every step's `needs` and puts the steps into execution order.
void connect_steps(Draft& draft, Findings& findings);

/// Checks every step's config and connection, and lists the connections that are used.
void check_configs(Draft& draft, const sdk::ConnectionCatalog* connections, Findings& findings);

}  // namespace osiris::oml
