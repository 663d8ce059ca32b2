#pragma once
// Where the bytes of a file come from, whatever it is packed with.

#include "components/filesystem/packing_rule.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace osiris::components {

/// What is taken from an inner source at once. Unit: bytes.
inline constexpr std::size_t kInnerBytes = std::size_t{64} << 10;

/// A stream of bytes. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills the front of `space` (not empty) and returns how many bytes that are; 0 means the end.
  virtual Result<std::size_t> read(std::span<char> space) = 0;
};

/// A file that is open for reading, and its size on disk.
struct OpenedFile {
  std::unique_ptr<ByteSource> content;  ///< Unpacked.
  std::int64_t bytes = 0;
};

/// Opens a regular file to be read once, from its start. `name` stands for it in messages. Gzip
/// members and zstd frames in a row are one content. Memory holds a piece of it.
/// Errors: file.not_found, file.denied, file.wrong_kind, rule.mismatch; reading also: file.io and,
/// for what is damaged or cut off, rule.mismatch.
Result<OpenedFile> open_file(const Path& path, const std::string& name, const PackingRule& rule);

}  // namespace osiris::components
