#pragma once
// What can be said of a step's relation before the run, and how sure that is.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/exchange/query_binder.h"
#include "osiris/sdk/connection.h"
#include "osiris/sdk/step_context.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// How far columns that were found before the run can be trusted, from not at all to fully.
enum class Certainty {
  kUnknown,  ///< Nothing is known.
  kLikely,   ///< Found in a part of the data; a later value may widen a type.
  kSeen,     ///< As the data outside is now.
  kCertain,  ///< Follows from the pipeline alone.
};

/// Returns "unknown", "likely", "seen" or "certain".
std::string_view to_string(Certainty certainty);

/// The columns that a step's relation will have.
struct Foresight {
  Certainty certainty = Certainty::kUnknown;
  std::vector<exchange::ColumnText> columns;  ///< Empty with kUnknown.
  std::string basis;  ///< Where the columns come from, or why nothing is known.
  /// Why the step would fail with the outside as it is now: a file is missing or malformed. The
  /// pipeline is not to blame, and it may be different when the step runs.
  std::optional<Error> obstacle;
};

/// The error's detail that names the option it is about.
inline constexpr std::string_view kOptionDetail = "option";

/// What a component may look at to foresee a step.
struct ForeseeContext {
  Path project_dir;                              ///< Absolute.
  const ConnectionSettings* settings = nullptr;  ///< Null: no connection, or it is not known yet.
  FileSystem& files;
  std::vector<exchange::BindInput> inputs;  ///< In the order of the step's needs.
  exchange::QueryBinder& binder;
};

/// Foresees a step's relation; a reader's look at the outside is short. Errors: what is wrong with
/// the step's config itself, whatever the outside is; with kOptionDetail, and inside of a query
/// with the details of exchange::QueryBinder.
using ForeseeFunction = Result<Foresight> (*)(const StepConfig& config,
                                              const ForeseeContext& context);

}  // namespace osiris::sdk
