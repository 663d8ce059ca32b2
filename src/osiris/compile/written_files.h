#pragma once
// Which files the steps of a pipeline write, and who else writes or reads them.

#include "osiris/compile/manifest.h"
#include "osiris/sdk/component.h"
#include "osiris/sdk/part_names.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace osiris::compile {

/// A file that a step writes, or the files that it splits its output into.
struct WrittenFile {
  const ManifestStep* step = nullptr;
  std::string option;                   ///< That names it.
  std::filesystem::path path;           ///< As the option has it, in normal form.
  std::optional<sdk::PartNames> parts;  ///< Present if the output is split.
};

/// Two steps of which one would replace what the other wrote.
struct SharedFile {
  WrittenFile file;
  const ManifestStep* other = nullptr;  ///< The first step that writes it.
};

/// The files of all steps that write. Paths start at the folder of a step's connection, so that
/// only those of one connection are compared. Lifetime: refers to the steps.
class WrittenFiles {
 public:
  WrittenFiles(const std::vector<ManifestStep>& steps, const sdk::Registry& registry);

  /// Returns the files that two steps write unless both append, in the order of the steps.
  std::vector<SharedFile> shared() const;
  /// Returns the steps that write something which `step` reads.
  std::vector<const ManifestStep*> writers_for(const ManifestStep& step) const;

 private:
  const sdk::Registry& registry_;
  std::vector<WrittenFile> files_;
};

}  // namespace osiris::compile
