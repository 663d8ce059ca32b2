#pragma once
// What every fuzz target defines and replay_test.cc calls. Source: LLVM, libFuzzer.

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace osiris {

/// Views the bytes of one input as text.
inline std::string_view fuzz_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace osiris
