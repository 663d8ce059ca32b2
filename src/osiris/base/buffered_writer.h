#pragma once
// Bytes on their way into an open file.

#include "osiris/base/descriptor.h"
#include "osiris/base/filesystem.h"

#include <string>
#include <string_view>

namespace osiris {

/// Gathers small writes and remembers the first failure, so that a caller that looks only at the
/// last call loses nothing. Errors: file.disk_full, file.io. One thread at a time.
class BufferedWriter {
 public:
  /// `shown_path` is the file's name in messages.
  BufferedWriter(Descriptor file, Path shown_path)
      : file_(std::move(file)), shown_path_(std::move(shown_path)) {}

  Status write(std::string_view bytes);
  /// Hands everything to the system.
  Status flush();

  int number() const { return file_.number(); }
  const Path& shown_path() const { return shown_path_; }

 private:
  Status write_now(std::string_view bytes);
  Status outcome() const;

  Descriptor file_;
  Path shown_path_;
  std::string buffer_;
  int problem_ = 0;  ///< The errno value of the first failure.
};

}  // namespace osiris
