#pragma once
// Text that comes from memory, for the tests of this folder.

#include "components/filesystem.csv_extractor/byte_source.h"

#include <algorithm>
#include <span>
#include <string>
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

}  // namespace osiris::components
