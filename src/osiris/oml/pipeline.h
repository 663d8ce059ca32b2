#pragma once
// A pipeline as a tree of plain data: what a document in the language OML 0.1.0 says.

#include "osiris/format/value.h"
#include "osiris/sdk/connection.h"
#include "osiris/sdk/spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::oml {

/// Most attempts that a step may have: more is a loop, not a retry.
inline constexpr int kAttemptsMax = 100;

/// When a step is tried again after a transient error.
struct Retry {
  int max_attempts = 1;          ///< Attempts in all; 1 = no retry.
  std::int64_t delay_ms = 1000;  ///< Before the second attempt.
  double backoff = 2.0;          ///< Each further delay is this many times longer.
  std::int64_t max_delay_ms = 60'000;

  bool operator==(const Retry&) const = default;
};

/// A named input: `inputs: {movies: "@extract-movies"}`; of another output than the step's main one
/// `inputs: {bad: "@extract-movies.rejects"}`.
struct NamedInput {
  std::string name;
  std::string step_id;
  std::string output = {};  ///< Empty: the step's own relation.
  Mark mark;
};

/// A relation that comes into a step.
struct InputRelation {
  std::string step_id;
  std::string output;  ///< Empty: the step's own relation.
  bool operator==(const InputRelation&) const = default;
  std::string relation() const { return sdk::output_relation(step_id, output); }
};

/// Where a step names a connection, or has to do with the family's default one.
struct ConnectionUse {
  sdk::ConnectionRef ref;  ///< As the catalog calls it: the alias is filled in.
  Mark mark;
  std::string location;  ///< "steps[0].config.connection"
};

/// One step. read_pipeline fills in what the document leaves to the rules of OML: `mode` is that of
/// the component, `needs` the previous step or what the inputs imply, `config.connection` the
/// family's default.
struct Step {
  std::string id;
  std::string component;
  std::optional<sdk::Mode> mode;
  Value config = Value::object();
  std::optional<std::vector<std::string>> needs;
  std::vector<NamedInput> inputs;  ///< By name.
  Retry retry;
  std::int64_t timeout_ms = 0;  ///< 0: none.
  std::string description;
  std::string location;  ///< "steps[3]", as in the document.
  Mark mark;
  Mark id_mark;  ///< Of the step if it has no id.
  Mark component_mark;
  std::vector<Mark> needs_marks;  ///< One for each entry of `needs`.
};

struct Pipeline {
  std::string oml_version;
  std::string name;
  std::string description;
  Value metadata;           ///< Null when absent.
  std::vector<Step> steps;  ///< In execution order.
  Value document;           ///< The whole document after parameters.
};

}  // namespace osiris::oml
