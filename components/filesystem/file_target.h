#pragma once
// What the writers of this family do alike: their one input, its columns, the file they replace.

#include "osiris/base/filesystem.h"
#include "osiris/base/path_lock.h"
#include "osiris/base/result.h"
#include "osiris/base/sha256.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kFileBusy{
    "file.busy", Fault::kExternal,
    "Other runs have been writing to the file all the time. Nothing was changed; run again when "
    "they are done."};

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

/// Called with the whole file's description when all but its place is decided.
using BeforeCommit = std::function<Status(const sdk::WrittenFile& file)>;

/// The file that a writer makes: replaces what is at its path when it is committed, and knows what
/// was written into it. Others that write to the path wait while it has its turn. One thread at a
/// time.
class TargetFile {
 public:
  TargetFile(Path path, std::stop_token stop) : path_(std::move(path)), stop_(std::move(stop)) {}
  /// Errors: file.disk_full, file.io.
  Status write(std::string_view bytes);
  const Path& path() const { return path_; }

 private:
  friend Result<std::unique_ptr<TargetFile>> open_target(const sdk::StepConfig& config,
                                                         const Path& path, const WriterCodes& codes,
                                                         FileSystem& files, std::stop_token stop);
  friend Result<sdk::WrittenFile> commit_target(const sdk::StepConfig& config,
                                                const WriterCodes& codes, const FileSystem& files,
                                                TargetFile& target, std::int64_t rows,
                                                const BeforeCommit& before);
  Status wait_for_turn();

  Path path_;
  std::stop_token stop_;
  std::optional<PathLock> turn_;  ///< While others may not write to the path.
  std::unique_ptr<AtomicFile> file_;
  std::int64_t bytes_ = 0;
  Sha256 sum_;
};

/// Opens the file to replace, in a folder that is made if the option `create_dirs` says so. If
/// `if_exists` is append, it waits until nobody else of osiris writes to the path, and keeps others
/// waiting as long as the target lives; `stop` ends the wait.
/// Errors: file.wrong_kind for a folder, codes.target_exists if the option `if_exists` forbids to
/// replace, file.busy after ten minutes, run.cancelled, file.*.
Result<std::unique_ptr<TargetFile>> open_target(const sdk::StepConfig& config, const Path& path,
                                                const WriterCodes& codes, FileSystem& files,
                                                std::stop_token stop);

/// Puts the file, with `rows` rows of the step in it, in its place unless one has appeared there
/// that `if_exists` protects, or `before` fails; waits for its turn as open_target does, for all
/// values of `if_exists`. Call once. Errors: those of open_target and of `before`.
Result<sdk::WrittenFile> commit_target(const sdk::StepConfig& config, const WriterCodes& codes,
                                       const FileSystem& files, TargetFile& target,
                                       std::int64_t rows, const BeforeCommit& before = {});

}  // namespace osiris::components
