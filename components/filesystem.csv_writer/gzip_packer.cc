#include "components/filesystem.csv_writer/gzip_packer.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

namespace osiris::components {
namespace {

constexpr std::size_t kPackedBytes = std::size_t{64} << 10;
constexpr std::size_t kTakenBytesMax = std::size_t{1} << 30;  // zlib counts in 32 bits.

}  // namespace

struct GzipPacker::Stream {
  z_stream raw{};
  bool ready = false;
  std::array<char, kPackedBytes> packed{};
};

GzipPacker::GzipPacker(exchange::ByteSink out)
    : out_(std::move(out)), stream_(std::make_unique<Stream>()) {
  constexpr int kGzip = 16 + MAX_WBITS;
  constexpr int kMemoryLevel = 8;  // zlib's default.
  stream_->ready = deflateInit2(&stream_->raw, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip,
                                kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK;
}

GzipPacker::~GzipPacker() { deflateEnd(&stream_->raw); }

Status GzipPacker::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view taken = bytes.substr(0, kTakenBytesMax);
    OSIRIS_CHECKED(pack(taken, Z_NO_FLUSH));
    bytes.remove_prefix(taken.size());
  }
  return {};
}

Status GzipPacker::finish() { return pack({}, Z_FINISH); }

Status GzipPacker::pack(std::string_view bytes, int flush) {
  z_stream& raw = stream_->raw;
  if (!stream_->ready) {
    return fail(kCsvPacking, "zlib cannot start", "free memory and run again");
  }
  raw.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // It is only read.
  raw.avail_in = static_cast<uInt>(bytes.size());
  do {
    raw.next_out = reinterpret_cast<Bytef*>(stream_->packed.data());
    raw.avail_out = static_cast<uInt>(stream_->packed.size());
    if (deflate(&raw, flush) == Z_STREAM_ERROR) {
      return fail(kCsvPacking, "zlib cannot pack the file", "free memory and run again");
    }
    const std::size_t ready = stream_->packed.size() - raw.avail_out;
    if (ready > 0) {
      OSIRIS_CHECKED(out_({stream_->packed.data(), ready}));
    }
  } while (raw.avail_out == 0);
  return {};
}

}  // namespace osiris::components
