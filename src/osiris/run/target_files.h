#pragma once
// Whether the files that a finished step wrote are still there when its session is resumed.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/compile/manifest.h"
#include "osiris/format/value.h"

#include <optional>
#include <string>
#include <vector>

namespace osiris::run {

/// The code of the warning that a file is lost.
inline constexpr const char* kTargetLost = "run.target_lost";

/// What has become of a file that a step wrote.
struct LostTarget {
  Path path;
  std::string what;  ///< "is gone", "is not what was written".
  bool appended =
      false;  ///< The file had other rows before: writing it again does not bring it back.
};

/// Looks at the files that the last run of a step wrote, as the session's events tell: each has to
/// have the size and SHA-256 of then; a file that was appended to has to begin with what it was.
/// Returns the first that has not.
std::optional<LostTarget> find_lost_target(const compile::ManifestStep& step,
                                           const std::vector<Value>& events,
                                           const FileSystem& files);

}  // namespace osiris::run
