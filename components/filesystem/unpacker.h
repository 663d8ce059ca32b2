#pragma once
// Unpacks the bytes of a file.

#include "components/filesystem/packing.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace osiris::components {

/// Gzip members or zstd frames, one after the other, are one text. Threads: one at a time.
class Unpacker {
 public:
  virtual ~Unpacker() = default;
  /// Unpacks bytes from the front of `packed`, which gets shorter, into the front of `space` and
  /// returns how many those are. 0 means that `packed` is used up and more of it is needed. Nothing
  /// if the bytes are not packed this way, are damaged, or there is no memory.
  virtual std::optional<std::size_t> unpack(std::string_view& packed, std::span<char> space) = 0;
  /// Tells whether the bytes so far end where a member or frame does; true if there were none.
  virtual bool is_whole() const = 0;
};

/// Makes the unpacker of gzip or zstd; null for kNone. Source: RFC 1952, RFC 8878.
std::unique_ptr<Unpacker> make_unpacker(Packing packing);

}  // namespace osiris::components
