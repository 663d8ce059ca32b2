#include "osiris/sdk/discovery.h"

#include "osiris/sdk/file_pattern.h"

#include <algorithm>

namespace osiris::sdk {

bool means(std::string_view asked, std::string_view name) {
  return asked == name || matches(asked, name);
}

bool TableFilter::accepts(std::string_view name) const {
  return asked_.empty() || std::any_of(asked_.begin(), asked_.end(),
                                       [&](const std::string& one) { return means(one, name); });
}

}  // namespace osiris::sdk
