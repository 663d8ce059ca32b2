#pragma once
// Batches of rows as JSON objects. For the files of this folder only.

#include "osiris/exchange/byte_buffer.h"
#include "osiris/exchange/json_export.h"
#include "osiris/exchange/piece_export.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace osiris::exchange {

/// Encodes rows of one schema. In an array each row has a comma and a line feed before it; who
/// writes them leaves out the first comma. Threads: const calls are safe.
class JsonEncoder final : public RowEncoder {
 public:
  JsonEncoder(const Schema& schema, JsonLayout layout);
  void append_rows(const RelationReader& reader, ByteBuffer& out, RowEnds* ends) const override;
  /// Returns how many values of each column became null because JSON has no number for them.
  std::vector<std::int64_t> nulled() const;

 private:
  std::vector<std::string> keys_;  ///< As they are written: `{"a":`, `,"b":`.
  JsonLayout layout_;
  /// Counted by all threads. An array, since atomics cannot move.
  std::unique_ptr<std::atomic<std::int64_t>[]> nulled_;
};

}  // namespace osiris::exchange
