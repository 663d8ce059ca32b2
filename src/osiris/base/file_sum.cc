#include "osiris/base/file_sum.h"

#include "osiris/base/sha256.h"

#include <algorithm>

namespace osiris {
namespace {

constexpr std::uintmax_t kPieceBytes = 1 << 20;  // Read at once; hashing is not faster with more.

}  // namespace

std::optional<std::string> sha256_of_start(const Path& path, std::uintmax_t bytes,
                                           const FileSystem& files) {
  Sha256 sum;
  for (std::uintmax_t offset = 0; offset < bytes;) {
    const auto piece = files.read_part(path, offset, std::min(kPieceBytes, bytes - offset));
    if (!piece.has_value() || piece->empty()) {
      return std::nullopt;
    }
    sum.add(*piece);
    offset += piece->size();
  }
  return sum.finish_hex();
}

}  // namespace osiris
