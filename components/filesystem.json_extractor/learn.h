#pragma once
// A look at the records of files before they are read as rows: their keys and types.

#include "components/filesystem.json_extractor/options.h"
#include "components/filesystem.json_extractor/shape.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace osiris::components {

/// Which files are read, at least one, and what of them.
struct JsonRead {
  std::vector<NamedFile> files;
  JsonOptions options;
};

/// Begins to read a file. Errors: those of open_file() and JsonRecordReader::open().
Result<JsonRecordReader> open_records(const NamedFile& file, const JsonOptions& options);

/// What all records of the files have together. A record counts as an object of the shape.
struct LearnedShape {
  JsonShape rows;  ///< Of declared keys only the names.
  std::int64_t records = 0;
  bool ended = true;  ///< All of them were looked at.
};

/// Looks at every record of the files, at `bytes_max` bytes of them at most.
/// Errors: json.*, file.*, run.cancelled.
Result<LearnedShape> learn_shape(const JsonRead& read, std::uintmax_t bytes_max,
                                 const std::stop_token& stop);

}  // namespace osiris::components
