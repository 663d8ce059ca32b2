#pragma once
// A document becomes a pipeline, or findings that say why not.

#include "osiris/base/diagnostic.h"
#include "osiris/oml/parameters.h"
#include "osiris/oml/pipeline.h"
#include "osiris/sdk/component.h"
#include "osiris/sdk/connection.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::oml {

/// What a document is checked against.
struct ReadOptions {
  std::string file;  ///< For diagnostics only.
  ParameterSources parameters;
  const sdk::ConnectionCatalog* connections =
      nullptr;  ///< Null: references are checked for shape only.
};

/// The outcome of reading: a pipeline unless an error was found; all findings, ordered by position.
struct ReadOutcome {
  std::optional<Pipeline> pipeline;
  std::vector<ResolvedParameter> parameters;
  std::vector<ConnectionUse> connections;  ///< Those of steps that the catalog has.
  Diagnostics diagnostics;
};

/// Reads and validates a pipeline: the one validation that every verb uses. Never stops at the
/// first finding. Steps of the result are in execution order: topological by needs and inputs, ties
/// in file order.
ReadOutcome read_pipeline(std::string_view text, const sdk::Registry& registry,
                          const ReadOptions& options);

/// Lists the relations that come into a step, in the order of its needs: each needed step's own
/// one, unless `inputs` takes nothing but other outputs of that step, and the outputs that it
/// takes. Steps that make no relation are among them.
std::vector<InputRelation> input_relations(const std::vector<std::string>& needs,
                                           const std::vector<NamedInput>& inputs);

/// Names under which a transform's SQL may use an input: the sanitised name of the relation,
/// `df_<sanitised name>`, the names given under `inputs:`, and `input_df` when there is one input
/// only. The quoted name of the relation itself always works. Two inputs that would share a name is
/// reported as a diagnostic `oml.input_name_collision` by read_pipeline.
std::vector<std::string> input_names(const std::string& relation,
                                     const std::vector<std::string>& given, bool only_input);

}  // namespace osiris::oml
