// Where libFuzzer enters. Source: LLVM, libFuzzer.

#include "fuzz_target.h"

#include <cstddef>
#include <cstdint>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  osiris::try_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
