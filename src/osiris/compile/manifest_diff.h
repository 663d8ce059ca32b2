#pragma once
// Why two manifests have different hashes: which input changed, and what of it can be seen.

#include "osiris/compile/manifest.h"

#include <optional>
#include <string>
#include <vector>

namespace osiris::compile {

/// One part that two manifests have otherwise.
struct ManifestChange {
  std::string path;             ///< "steps.extract.config.limit": steps go by their id.
  std::optional<Value> before;  ///< Nothing: it was not there.
  std::optional<Value> after;   ///< Nothing: it is not there any more.
};

/// What goes into a manifest, each with a fingerprint of its own.
struct InputChange {
  std::string input;    ///< "document", "parameters", "specs", "engine".
  std::string meaning;  ///< What has changed, in a sentence.
};

struct ManifestDiff {
  std::vector<InputChange> inputs;      ///< Only those that changed.
  std::vector<ManifestChange> changes;  ///< In the order of the manifest.
};

/// Compares two manifests; nothing differs exactly if their hashes are the same.
ManifestDiff diff_manifests(const Manifest& before, const Manifest& after);

}  // namespace osiris::compile
