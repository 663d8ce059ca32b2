#pragma once
// Text that comes from memory, and packed bytes, for the tests of this family.

#include "components/filesystem/byte_source.h"
#include "components/filesystem/packer.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace osiris::components {

/// Gives a text in pieces of at most `piece` bytes.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text, std::size_t piece = 1 << 20)
      : text_(std::move(text)), piece_(piece) {}

  Result<std::size_t> read(std::span<char> space) override {
    const std::size_t count = text_.copy(space.data(), std::min(space.size(), piece_), given_);
    given_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t given_ = 0;
};

/// Packs a text as one gzip member or zstd frame.
inline std::string packed(Packing packing, std::string_view text) {
  std::string bytes;
  const auto packer = make_packer(packing, [&bytes](std::string_view piece) -> Status {
    bytes += piece;
    return {};
  });
  if (packer->write(text).has_value() && packer->finish().has_value()) {
    return bytes;
  }
  return "cannot be packed";
}

/// Reads a file that is packed as its name says; the message of the failure if it cannot be read.
inline std::string unpacked_text(const Path& path) {
  const auto file = open_file(path, path.filename().string(), {{}, kJsonCompression});
  std::string text;
  std::string space(1000, '\0');
  for (std::size_t count = 1; file.has_value() && count > 0;) {
    const auto read = file->content->read(space);
    if (!read.has_value()) {
      return read.error().message;
    }
    count = *read;
    text.append(space, 0, count);
  }
  return file.has_value() ? text : file.error().message;
}

}  // namespace osiris::components
