#pragma once
// A file beside the database for the time of one statement: the only place where DuckDB may write.

#include "osiris/base/filesystem.h"
#include "osiris/exchange/database.h"

#include <utility>

namespace osiris::exchange {

/// Owns a name in the database's scratch folder; what is there is removed at the end. What a killed
/// process leaves goes when the database is opened the next time.
class ScratchFile {
 public:
  /// Errors: file.* if the folder cannot be made.
  static Result<ScratchFile> make(Database& database, FileSystem& files);
  ScratchFile(ScratchFile&& other) noexcept
      : files_(other.files_), path_(std::exchange(other.path_, Path())) {}
  ScratchFile& operator=(ScratchFile&&) = delete;
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile();

  const Path& path() const { return path_; }

 private:
  ScratchFile(FileSystem& files, Path path) : files_(&files), path_(std::move(path)) {}
  FileSystem* files_;  ///< Never null.
  Path path_;
};

}  // namespace osiris::exchange
