// Any bytes as JSON: reading never crashes, and what was read is written and read back equal.

#include "osiris/format/json.h"
#include "osiris/base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = osiris::parse_json(text);
  if (value.has_value()) {
    const auto again = osiris::parse_json(osiris::to_json(*value));
    OSIRIS_CHECK(again.has_value() && *again == *value, "JSON changed on its way out and in");
    OSIRIS_CHECK(!osiris::to_canonical_json(*value).empty(), "canonical JSON is never empty");
  }
  return 0;
}
