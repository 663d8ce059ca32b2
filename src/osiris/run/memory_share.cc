#include "osiris/run/memory_share.h"

#include <algorithm>

namespace osiris::run {
namespace {

// Code, thread stacks, batches on their way in and out: measured with pipelines of 1 to 50 million
// rows of CSV.
constexpr std::int64_t kProcessBytes = 220'000'000;
// The allocator loses some of what it manages between blocks that are in use.
constexpr std::int64_t kShareParts = 4;
constexpr std::int64_t kWholeParts = 5;
// With less, DuckDB cannot hold the blocks that a load has open at once.
constexpr std::int64_t kDatabaseBytesMin = 96 << 20;

}  // namespace

std::int64_t database_share(std::int64_t limit_bytes) {
  const std::int64_t left = (limit_bytes - kProcessBytes) / kWholeParts * kShareParts;
  return std::max(left, std::min(limit_bytes, kDatabaseBytesMin));
}

}  // namespace osiris::run
