#pragma once
// Packs bytes on their way to a file.

#include "components/filesystem/packing.h"
#include "osiris/exchange/csv_export.h"

#include <memory>
#include <string_view>

namespace osiris::components {

inline constexpr ErrorCode kPackingFailed{"file.packing_failed", Fault::kSystem,
                                          "zlib or zstd could not pack the file, most likely for "
                                          "want of memory. Free memory and run again."};

/// One gzip member or zstd frame. The same bytes give the same file: nothing in it names a file or
/// a time. Threads: one at a time.
class Packer {
 public:
  virtual ~Packer() = default;
  /// Packs bytes; gives on what is ready. Errors: file.packing_failed, those of the sink.
  virtual Status write(std::string_view bytes) = 0;
  /// Gives on the rest. Call once, at the end.
  virtual Status finish() = 0;
};

/// Makes a packer; with kNone one that gives bytes on as they are. Source: RFC 1952, RFC 8878.
std::unique_ptr<Packer> make_packer(Packing packing, exchange::ByteSink out);

}  // namespace osiris::components
