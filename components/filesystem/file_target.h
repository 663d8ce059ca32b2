#pragma once
// What the writers of this family do alike: their one input, its columns, the file they replace.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/sdk/step_context.h"

#include <memory>
#include <string>
#include <vector>

namespace osiris::components {

/// A writer's own codes for what goes wrong in all of them.
struct WriterCodes {
  const ErrorCode& input_count;
  const ErrorCode& target_exists;
};

/// Returns the step's input. Errors: codes.input_count unless there is exactly one.
Result<const sdk::StepInput*> single_input(const sdk::StepContext& context,
                                           const WriterCodes& codes);

/// Returns the columns that the option `columns` means, in their order: a list of names, `source`,
/// or `sorted` by bytes, which in UTF-8 is the order of code points.
/// Errors: relation.not_found.
Result<std::vector<std::string>> columns_to_write(const sdk::StepConfig& config,
                                                  const sdk::StepInput& input,
                                                  sdk::StepContext& context);

/// Opens the file to replace, in a folder that is made if the option `create_dirs` says so.
/// Errors: file.wrong_kind for a folder, codes.target_exists if the option `if_exists` forbids to
/// replace, file.*.
Result<std::unique_ptr<AtomicFile>> open_target(const sdk::StepConfig& config, const Path& path,
                                                const WriterCodes& codes, FileSystem& files);

/// Puts the file in its place unless one has appeared there that `if_exists` protects.
/// Errors: those of open_target.
Status commit_target(const sdk::StepConfig& config, const Path& path, const WriterCodes& codes,
                     const FileSystem& files, AtomicFile& file);

}  // namespace osiris::components
