#pragma once
// Answers the compiler's questions about steps, from a project's files and connections.

#include "osiris/app/project.h"
#include "osiris/app/query_cache.h"
#include "osiris/compile/foresight.h"

#include <string>
#include <vector>

namespace osiris::app {

/// Foresees the steps of one pipeline file. What its queries give is remembered between commands.
class ProjectForesight {
 public:
  /// All must outlive the object.
  ProjectForesight(World& world, const sdk::ConnectionCatalog& connections,
                   const std::string& pipeline_file);
  ProjectForesight(const ProjectForesight&) = delete;
  ProjectForesight& operator=(const ProjectForesight&) = delete;
  ~ProjectForesight() { queries_.save(); }

  /// Asks the step's component. Errors: those of sdk::ForeseeFunction.
  Result<sdk::Foresight> foresee(const compile::ManifestStep& step,
                                 const std::vector<exchange::BindInput>& inputs);

 private:
  World& world_;
  const sdk::ConnectionCatalog& connections_;
  exchange::DuckDbBinder binder_;
  QueryCache queries_;
};

}  // namespace osiris::app
