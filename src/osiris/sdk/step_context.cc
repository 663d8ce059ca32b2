#include "osiris/sdk/step_context.h"

#include "osiris/base/check.h"
#include "osiris/format/json.h"

#include <limits>

namespace osiris::sdk {
namespace {

constexpr std::int64_t kIntegerMax = std::numeric_limits<std::int64_t>::max();

/// Returns a whole number that JSON Schema may have let through as 10.0 or above 64 bits. What is
/// out of range becomes the nearest number there is: a limit of 10^30 rows is no limit either way.
std::int64_t clamp_integer(const Value& value) {
  if (value.kind() == Value::Kind::kUint) {
    return kIntegerMax;
  }
  if (value.kind() != Value::Kind::kDouble) {
    return value.as_int();
  }
  constexpr double kBound = 9223372036854775808.0;  // 2^63; the largest int64 has no double.
  const double number = value.as_double();
  if (number >= kBound) {
    return kIntegerMax;
  }
  return number <= -kBound ? std::numeric_limits<std::int64_t>::min()
                           : static_cast<std::int64_t>(number);
}

/// Returns a scalar as the text that stood for it.
std::string scalar_text(const Value& value) {
  return value.is_string() ? value.as_string() : to_json(value);
}

}  // namespace

bool StepConfig::has(std::string_view key) const {
  const Value* value = values_.find(key);
  return value != nullptr && !value->is_null();
}

std::string StepConfig::text(std::string_view key) const {
  if (!has(key)) {
    return {};
  }
  const Value& value = *values_.find(key);
  OSIRIS_CHECK(!value.is_array() && !value.is_object(), "a driver reads a list or mapping as text");
  return scalar_text(value);
}

std::int64_t StepConfig::integer(std::string_view key) const {
  return has(key) ? clamp_integer(*values_.find(key)) : 0;
}

bool StepConfig::flag(std::string_view key) const {
  return has(key) && values_.find(key)->as_bool();
}

std::vector<std::string> StepConfig::texts(std::string_view key) const {
  if (!has(key)) {
    return {};
  }
  const Value& value = *values_.find(key);
  if (!value.is_array()) {
    return {scalar_text(value)};
  }
  std::vector<std::string> texts;
  texts.reserve(value.items().size());
  for (const Value& item : value.items()) {
    texts.push_back(scalar_text(item));
  }
  return texts;
}

const Value* StepConfig::find(std::string_view key) const { return values_.find(key); }

exchange::RunControl StepContext::control() const {
  return {.stop = stop, .on_progress = [this](const exchange::Progress& progress) {
            observer.progress(progress);
          }};
}

Path StepContext::resolve_path(std::string_view text) const {
  return sdk::resolve_path(text, settings, places.project_dir);
}

Path resolve_path(std::string_view text, const ConnectionSettings* settings,
                  const Path& project_dir) {
  // operator/ drops the left side when the right one is absolute.
  const std::string base_dir = settings == nullptr ? std::string() : settings->text("base_dir");
  return project_dir / base_dir / Path(text);
}

}  // namespace osiris::sdk
