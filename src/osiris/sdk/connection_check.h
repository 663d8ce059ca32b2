#pragma once
// What is wrong with a connection's settings, as far as a component's spec can tell.

#include "osiris/sdk/spec.h"

#include <string>
#include <vector>

namespace osiris::sdk {

/// One thing that is wrong. The message reads behind the connection's name and shows no secret.
struct SettingsFinding {
  std::string message;
  std::string hint;     ///< May be empty.
  std::string missing;  ///< The field of the connection that is absent, if that is what is wrong.
};

/// Holds settings against the spec's `connectionSchema`; nothing is wrong if it has none. Values
/// that still refer to the environment are not looked at, and of `hidden_fields` ("port",
/// "ssl.key") no value is shown.
std::vector<SettingsFinding> check_settings(const Spec& spec, const Value& settings,
                                            const std::vector<std::string>& hidden_fields = {});

}  // namespace osiris::sdk
