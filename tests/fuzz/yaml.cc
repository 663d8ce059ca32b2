// Any bytes as YAML: reading never crashes or runs away, and what was read is written and read back
// equal.

#include "osiris/format/yaml.h"
#include "osiris/base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // NOLINT

namespace {

/// NaN is not equal to itself, so a value with one cannot be compared.
bool has_nan(const osiris::Value& value) {
  if (value.kind() == osiris::Value::Kind::kDouble) {
    return value.as_double() != value.as_double();
  }
  if (value.is_array()) {
    for (const auto& item : value.items()) {
      if (has_nan(item)) return true;
    }
  }
  if (value.is_object()) {
    for (const auto& member : value.members()) {
      if (has_nan(member.value)) return true;
    }
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = osiris::parse_yaml(text, "fuzz.yaml");
  OSIRIS_CHECK(document.value.has_value() != osiris::has_errors(document.diagnostics),
               "a document is a value, or an error");
  if (document.value.has_value() && !has_nan(*document.value)) {
    const auto again = osiris::parse_yaml(osiris::to_yaml(*document.value), "again.yaml");
    OSIRIS_CHECK(again.value.has_value() && *again.value == *document.value,
                 "YAML changed on its way out and in");
  }
  return 0;
}
