#include "osiris/base/environment.h"

#include <unistd.h>

namespace osiris {

Environment Environment::from_process() {
  Environment snapshot;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      // The first one wins, as with getenv.
      snapshot.set_default(std::string(text.substr(0, equals)),
                           std::string(text.substr(equals + 1)));
    }
  }
  return snapshot;
}

std::optional<std::string> Environment::get(const std::string& name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) {
    return std::nullopt;
  }
  return found->second;
}

void Environment::set_default(const std::string& name, std::string_view value) {
  variables_.try_emplace(name, value);
}

}  // namespace osiris
