#include "components/filesystem.csv_extractor/structural_index.h"

#include <array>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace osiris::components {
namespace {

/// Bytes looked at in one step: one bit each in a machine word.
constexpr std::size_t kBlockBytes = 64;

/// The bytes looked for: in most files four, delimiter, quote and the line ends.
constexpr std::size_t kUsualBytes = 4;
constexpr std::size_t kAllBytes = 6;
template <std::size_t kCount>
using Wanted = std::array<char, kCount>;

bool is_usual(const Dialect& dialect) {
  return !dialect.comment && (!dialect.escape || dialect.escape == dialect.quote);
}

/// Places that a dialect does not use repeat the delimiter.
Wanted<kUsualBytes> usual_bytes(const Dialect& dialect) {
  return {dialect.delimiter, '\n', '\r', dialect.quote.value_or(dialect.delimiter)};
}
Wanted<kAllBytes> all_bytes(const Dialect& dialect) {
  const char any = dialect.delimiter;
  return {any,
          '\n',
          '\r',
          dialect.quote.value_or(any),
          dialect.escape.value_or(any),
          dialect.comment.value_or(any)};
}

}  // namespace

/// One bit for each byte of a block.
struct StructuralIndex::BlockMasks {
  std::uint64_t structural = 0;
  std::uint64_t non_ascii = 0;
};

namespace {

#if defined(__SSE2__)
template <class Masks, std::size_t kCount>
Masks look_at(const char* bytes, const Wanted<kCount>& wanted) {
  constexpr unsigned kLane = 16;
  Masks masks;
  for (unsigned start = 0; start < kBlockBytes; start += kLane) {
    const __m128i data = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + start));
    __m128i found = _mm_cmpeq_epi8(data, _mm_set1_epi8(wanted[0]));
    for (std::size_t i = 1; i < kCount; ++i) {
      found = _mm_or_si128(found, _mm_cmpeq_epi8(data, _mm_set1_epi8(wanted[i])));
    }
    const auto hits = static_cast<std::uint16_t>(_mm_movemask_epi8(found));
    const auto high = static_cast<std::uint16_t>(_mm_movemask_epi8(data));
    masks.structural |= static_cast<std::uint64_t>(hits) << start;
    masks.non_ascii |= static_cast<std::uint64_t>(high) << start;
  }
  return masks;
}
#else
template <class Masks, std::size_t kCount>
Masks look_at(const char* bytes, const Wanted<kCount>& wanted) {
  Masks masks;
  for (std::size_t i = 0; i < kBlockBytes; ++i) {
    bool found = false;
    for (const char byte : wanted) {
      found |= bytes[i] == byte;
    }
    masks.structural |= static_cast<std::uint64_t>(found) << i;
    masks.non_ascii |= static_cast<std::uint64_t>((bytes[i] & 0x80) != 0) << i;
  }
  return masks;
}
#endif

}  // namespace

void StructuralIndex::take(const BlockMasks& masks, std::size_t start) {
  non_ascii_ |= masks.non_ascii;
  for (std::uint64_t left = masks.structural; left != 0; left &= left - 1) {
    positions_[size_++] =
        static_cast<std::uint32_t>(start) + static_cast<std::uint32_t>(std::countr_zero(left));
  }
}

void StructuralIndex::build(std::string_view text, const Dialect& dialect) {
  size_ = 0;
  non_ascii_ = 0;
  if (positions_.size() < text.size()) {
    positions_.resize(text.size());  // Every byte may be structural.
  }
  if (is_usual(dialect)) {
    build_with(text, usual_bytes(dialect));
  } else {
    build_with(text, all_bytes(dialect));
  }
}

template <class Bytes>
void StructuralIndex::build_with(std::string_view text, const Bytes& wanted) {
  std::size_t start = 0;
  for (; start + kBlockBytes <= text.size(); start += kBlockBytes) {
    take(look_at<BlockMasks>(text.data() + start, wanted), start);
  }
  if (start < text.size()) {
    // Padded with zero bytes, which no dialect looks for.
    std::array<char, kBlockBytes> tail{};
    text.copy(tail.data(), kBlockBytes, start);
    take(look_at<BlockMasks>(tail.data(), wanted), start);
  }
}

}  // namespace osiris::components
