#pragma once
// Files without text among the files of a step.

#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem/named_files.h"
#include "osiris/sdk/step_context.h"

#include <vector>

namespace osiris::components {

/// Files with text, and files without.
struct PartedFiles {
  std::vector<NamedFile> filled;
  std::vector<NamedFile> empty;
};

/// Parts the files that have nothing in them, once they are unpacked, but perhaps a byte order
/// mark: they have neither columns nor rows, so that others can be read without them. If no file
/// has text, or one cannot be read, it counts as filled: its reader tells what is wrong. Opens
/// only small files.
PartedFiles part_empty_files(const std::vector<NamedFile>& files, const CsvOptions& options);

/// Warns of files that are passed over because they are empty.
void warn_of_empty_files(const std::vector<NamedFile>& empty, sdk::StepObserver& observer);

}  // namespace osiris::components
