#pragma once
// The files that a step splits its rows into.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/base/sha256.h"
#include "osiris/sdk/part_names.h"
#include "osiris/sdk/step_context.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvTooManyFiles{
    "csv.too_many_files", Fault::kUser,
    "The rows would be split into more files than have numbers of five digits. Raise "
    "`rows_per_file` or `bytes_per_file`."};

/// Makes the error for rows that need more files than there may be.
Error too_many_files(std::size_t parts_max);

/// What was put in place.
struct WrittenParts {
  std::vector<sdk::WrittenFile> files;
  std::size_t removed = 0;  ///< Files of an earlier split that had more of them.
};

/// Files with numbers in their names, written one after another, that take their places together.
/// One thread at a time.
class PartFiles {
 public:
  /// Opens them in a folder that is made if the option `create_dirs` says so.
  /// Errors: file.wrong_kind for a folder, csv.target_exists if the option `if_exists` forbids to
  /// replace, file.*.
  static Result<std::unique_ptr<PartFiles>> open(const sdk::StepConfig& config, const Path& path,
                                                 FileSystem& files,
                                                 std::size_t parts_max = sdk::kPartsMax);

  /// Begins the next file. Errors: csv.too_many_files, file.*.
  Status begin();
  /// Appends bytes to the file that was begun last. Errors: file.disk_full, file.io.
  Status write(std::string_view bytes);
  /// Counts rows in the file that was begun last.
  void add_rows(std::int64_t rows) { parts_.back().rows += rows; }
  /// Returns the name of the file that was begun last.
  std::string name() const { return names_.name(parts_.size()); }

  /// Puts all files in their places, and removes those with higher numbers that are there. Call
  /// once. Errors: those of open().
  Result<WrittenParts> commit();

 private:
  PartFiles(const Path& path, FileSystem& files, bool may_replace, std::size_t parts_max)
      : names_(path), files_(files), may_replace_(may_replace), parts_max_(parts_max) {}
  /// Returns the names that are there already, in their order, if they may be replaced.
  Result<std::vector<std::string>> names_in_place() const;
  void end_last();

  const sdk::PartNames names_;
  FileSystem& files_;
  const bool may_replace_;
  const std::size_t parts_max_;
  std::unique_ptr<AtomicFileSet> set_;
  std::vector<sdk::WrittenFile> parts_;
  std::optional<Sha256> sum_;  ///< Of the file that was begun last.
};

}  // namespace osiris::components
