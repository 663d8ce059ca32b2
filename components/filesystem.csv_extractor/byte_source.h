#pragma once
// Where the text of a CSV file comes from, whatever it is packed and encoded in.

#include "components/filesystem/encoding.h"
#include "components/filesystem/packing.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace osiris::components {

inline constexpr ErrorCode kCsvEncoding{"csv.bad_encoding", Fault::kUser,
                                        "The file is not text in the declared encoding, or not in "
                                        "a form of it that can be read. Set the "
                                        "option encoding, or convert the file to UTF-8."};
inline constexpr ErrorCode kCsvCompression{
    "csv.bad_compression", Fault::kUser,
    "The file is not packed as its name or the option compression says, or it is cut off, or it is "
    "packed in a way that cannot be read. Unpack it first."};

/// A stream of text in UTF-8, or in ASCII where that was declared. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills the front of `space` (not empty) and returns how many bytes that are; 0 means the end.
  virtual Result<std::size_t> read(std::span<char> space) = 0;
};

/// A file that is open for reading, and its size on disk.
struct OpenedFile {
  std::unique_ptr<ByteSource> text;
  std::int64_t bytes = 0;
};

/// Checks that a file's name does not end as that of a packing that cannot be read.
/// Errors: csv.bad_compression.
Status check_ending(const Path& path, const std::string& name);

/// Opens a regular file. `name` stands for it in messages.
/// Errors: file.not_found, file.denied, file.wrong_kind, csv.bad_compression; reading also:
/// csv.bad_encoding, file.io.
Result<OpenedFile> open_file(const Path& path, const std::string& name, Packing packing,
                             Encoding encoding);

}  // namespace osiris::components
