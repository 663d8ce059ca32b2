#include "components/filesystem/packer.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace osiris::components {
namespace {

constexpr std::size_t kPackedBytes = std::size_t{64} << 10;
constexpr std::size_t kTakenBytesMax = std::size_t{1} << 30;  // zlib counts in 32 bits.

Error cannot_pack(const std::string& why) {
  return make_error(kPackingFailed, why, "free memory and run again");
}

class PlainPacker final : public Packer {
 public:
  explicit PlainPacker(exchange::ByteSink out) : out_(std::move(out)) {}
  Status write(std::string_view bytes) override { return out_(bytes); }
  Status finish() override { return {}; }

 private:
  exchange::ByteSink out_;
};

class GzipPacker final : public Packer {
 public:
  explicit GzipPacker(exchange::ByteSink out) : out_(std::move(out)) {
    constexpr int kGzip = 16 + MAX_WBITS;
    constexpr int kMemoryLevel = 8;  // zlib's default.
    ready_ = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, kMemoryLevel,
                          Z_DEFAULT_STRATEGY) == Z_OK;
  }
  GzipPacker(const GzipPacker&) = delete;
  GzipPacker& operator=(const GzipPacker&) = delete;
  ~GzipPacker() override { deflateEnd(&stream_); }

  Status write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const std::string_view taken = bytes.substr(0, kTakenBytesMax);
      OSIRIS_CHECKED(pack(taken, Z_NO_FLUSH));
      bytes.remove_prefix(taken.size());
    }
    return {};
  }

  Status finish() override { return pack({}, Z_FINISH); }

 private:
  Status pack(std::string_view bytes, int flush) {
    if (!ready_) {
      return fail(cannot_pack("zlib cannot start"));
    }
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // Only read.
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_out = static_cast<uInt>(packed_.size());
      if (deflate(&stream_, flush) == Z_STREAM_ERROR) {
        return fail(cannot_pack("zlib cannot pack the file"));
      }
      const std::size_t ready = packed_.size() - stream_.avail_out;
      if (ready > 0) {
        OSIRIS_CHECKED(out_({packed_.data(), ready}));
      }
    } while (stream_.avail_out == 0);
    return {};
  }

  exchange::ByteSink out_;
  z_stream stream_{};
  bool ready_ = false;
  std::array<char, kPackedBytes> packed_{};
};

class ZstdPacker final : public Packer {
 public:
  explicit ZstdPacker(exchange::ByteSink out) : out_(std::move(out)), context_(ZSTD_createCCtx()) {
    if (context_ != nullptr) {
      ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
    }
  }

  Status write(std::string_view bytes) override { return pack(bytes, ZSTD_e_continue); }
  Status finish() override { return pack({}, ZSTD_e_end); }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  Status pack(std::string_view bytes, ZSTD_EndDirective directive) {
    if (context_ == nullptr) {
      return fail(cannot_pack("zstd cannot start"));
    }
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    for (bool more = true; more;) {
      ZSTD_outBuffer output{packed_.data(), packed_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &output, &input, directive);
      if (ZSTD_isError(left) != 0) {
        return fail(
            cannot_pack(std::string("zstd cannot pack the file: ") + ZSTD_getErrorName(left)));
      }
      if (output.pos > 0) {
        OSIRIS_CHECKED(out_({packed_.data(), output.pos}));
      }
      more = directive == ZSTD_e_end ? left > 0 : input.pos < input.size;
    }
    return {};
  }

  exchange::ByteSink out_;
  std::unique_ptr<ZSTD_CCtx, Free> context_;
  std::array<char, kPackedBytes> packed_{};
};

}  // namespace

std::unique_ptr<Packer> make_packer(Packing packing, exchange::ByteSink out) {
  switch (packing) {
    case Packing::kGzip:
      return std::make_unique<GzipPacker>(std::move(out));
    case Packing::kZstd:
      return std::make_unique<ZstdPacker>(std::move(out));
    case Packing::kNone:
      break;
  }
  return std::make_unique<PlainPacker>(std::move(out));
}

}  // namespace osiris::components
