#include "components/filesystem/unpacker.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>

namespace osiris::components {
namespace {

constexpr std::size_t kPieceBytesMax = std::size_t{1} << 30;  // zlib counts in 32 bits.

class GzipUnpacker final : public Unpacker {
 public:
  GzipUnpacker() {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK;
  }
  GzipUnpacker(const GzipUnpacker&) = delete;
  GzipUnpacker& operator=(const GzipUnpacker&) = delete;
  ~GzipUnpacker() override { inflateEnd(&stream_); }

  std::optional<std::size_t> unpack(std::string_view& packed, std::span<char> space) override {
    std::size_t written = 0;
    while (ready_ && written == 0) {
      const auto offered = static_cast<uInt>(std::min(packed.size(), kPieceBytesMax));
      const auto room = static_cast<uInt>(std::min(space.size(), kPieceBytesMax));
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // Only read.
      stream_.avail_in = offered;
      stream_.next_out = reinterpret_cast<Bytef*>(space.data());
      stream_.avail_out = room;
      const int outcome = inflate(&stream_, Z_NO_FLUSH);
      if (outcome == Z_BUF_ERROR) {
        return 0;  // It can go no further: no input is left.
      }
      written = room - stream_.avail_out;
      packed.remove_prefix(offered - stream_.avail_in);
      whole_ = outcome == Z_STREAM_END;
      if (whole_ ? inflateReset(&stream_) != Z_OK : outcome != Z_OK) {
        return std::nullopt;
      }
    }
    return ready_ ? std::optional(written) : std::nullopt;
  }

  bool is_whole() const override { return whole_; }

 private:
  z_stream stream_{};
  bool ready_ = false;
  bool whole_ = true;
};

/// Frames whose window is larger than zstd's default bound (128 MiB, `zstd --long` beyond 27) are
/// refused, so that a file cannot ask for more memory than a step has.
class ZstdUnpacker final : public Unpacker {
 public:
  std::optional<std::size_t> unpack(std::string_view& packed, std::span<char> space) override {
    ZSTD_outBuffer output{space.data(), space.size(), 0};
    while (context_ != nullptr && output.pos == 0) {
      ZSTD_inBuffer input{packed.data(), packed.size(), 0};
      const std::size_t expected = ZSTD_decompressStream(context_.get(), &output, &input);
      if (ZSTD_isError(expected) != 0) {
        return std::nullopt;
      }
      if (input.pos == 0 && output.pos == 0) {
        return 0;
      }
      packed.remove_prefix(input.pos);
      whole_ = expected == 0;
    }
    return context_ != nullptr ? std::optional(output.pos) : std::nullopt;
  }

  bool is_whole() const override { return whole_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  std::unique_ptr<ZSTD_DCtx, Free> context_{ZSTD_createDCtx()};
  bool whole_ = true;
};

}  // namespace

std::unique_ptr<Unpacker> make_unpacker(Packing packing) {
  switch (packing) {
    case Packing::kGzip:
      return std::make_unique<GzipUnpacker>();
    case Packing::kZstd:
      return std::make_unique<ZstdUnpacker>();
    case Packing::kNone:
      break;
  }
  return nullptr;
}

}  // namespace osiris::components
