#pragma once
// Finds the few bytes that matter in much text, many at a time.

#include "components/filesystem.csv_extractor/dialect.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace osiris::components {

/// The offsets, in order, of every byte of a text that may end a field or change how the bytes
/// after it are read: delimiter, quote, escape, comment, LF and CR.
class StructuralIndex {
 public:
  /// Indexes `text` (below 4 GiB), forgetting what was indexed before.
  void build(std::string_view text, const Dialect& dialect);

  std::size_t size() const { return size_; }
  /// Returns the offset of the structural byte `index`.
  std::uint32_t operator[](std::size_t index) const { return positions_[index]; }
  /// Tells whether the text has bytes above 0x7f.
  bool has_non_ascii() const { return non_ascii_ != 0; }

 private:
  struct BlockMasks;
  template <class Bytes>
  void build_with(std::string_view text, const Bytes& wanted);
  void take(const BlockMasks& masks, std::size_t start);

  std::vector<std::uint32_t> positions_;  ///< Never shrinks: its bytes are not cleared again.
  std::size_t size_ = 0;
  std::uint64_t non_ascii_ = 0;
};

}  // namespace osiris::components
