#include "osiris/sdk/part_names.h"

#include "osiris/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace osiris::sdk {
namespace {

constexpr std::size_t kDigits = 5;

/// Returns where the endings of a name begin: `.csv`, `.csv.gz`.
std::size_t endings_of(const std::string& name) {
  const std::string lower = to_lower(name);
  std::size_t end = name.size();
  for (const std::string_view packing : {".gz", ".zst"}) {
    if (lower.ends_with(packing)) {
      end -= packing.size();
      break;
    }
  }
  return end - Path(name.substr(0, end)).extension().string().size();
}

}  // namespace

PartNames::PartNames(const Path& path) : folder_(path.parent_path()) {
  const std::string name = path.filename().string();
  if (const std::size_t place = name.find(kPartPlaceholder); place != std::string::npos) {
    begin_ = name.substr(0, place);
    end_ = name.substr(place + kPartPlaceholder.size());
    return;
  }
  const std::size_t endings = endings_of(name);
  begin_ = name.substr(0, endings) + "-";
  end_ = name.substr(endings);
}

std::string PartNames::name(std::size_t number) const {
  return fmt::format("{}{:0{}}{}", begin_, number, kDigits, end_);
}

std::optional<std::size_t> PartNames::number_of(std::string_view name) const {
  if (name.size() != begin_.size() + kDigits + end_.size() || !name.starts_with(begin_) ||
      !name.ends_with(end_)) {
    return std::nullopt;
  }
  const std::string_view digits = name.substr(begin_.size(), kDigits);
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) {
    return std::nullopt;
  }
  const auto number = static_cast<std::size_t>(*parse_integer(digits));
  return number == 0 ? std::nullopt : std::optional(number);
}

Path PartNames::pattern() const {
  return folder_ / (begin_ + std::string(kPartPlaceholder) + end_);
}

}  // namespace osiris::sdk
