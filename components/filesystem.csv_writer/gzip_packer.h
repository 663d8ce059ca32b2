#pragma once
// Packs bytes with gzip on their way to a file.

#include "osiris/exchange/csv_export.h"

#include <memory>
#include <string_view>

namespace osiris::components {

inline constexpr ErrorCode kCsvPacking{"csv.packing_failed", Fault::kSystem,
                                       "zlib could not pack the file, most likely for want of "
                                       "memory. Free memory and run again."};

/// One gzip member. The same bytes give the same file: its header names neither a file nor a time.
/// Source: RFC 1952. Threads: one at a time.
class GzipPacker {
 public:
  explicit GzipPacker(exchange::ByteSink out);
  GzipPacker(const GzipPacker&) = delete;
  GzipPacker& operator=(const GzipPacker&) = delete;
  ~GzipPacker();

  /// Packs bytes; gives on what is ready. Errors: csv.packing_failed, those of the sink.
  Status write(std::string_view bytes);
  /// Gives on the rest. Call once, at the end.
  Status finish();

 private:
  struct Stream;
  Status pack(std::string_view bytes, int flush);
  exchange::ByteSink out_;
  std::unique_ptr<Stream> stream_;
};

}  // namespace osiris::components
