#pragma once
// The settings of a connection as they may be shown.

#include "osiris/sdk/connection.h"
#include "osiris/sdk/spec.h"
#include "osiris/session/redaction.h"

#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// Returns settings, resolved or not, without what is secret in them. Secret is
/// * what the specs list under `connectionSecrets`, and a field that sounds secret; `key`, `token`
///   and the like alone only if no spec declares the field as something else;
/// * inside any text the password of a URL ("mysql://u:***@host") and of a `password=` pair;
/// * every other place where a secret value that was found so stands again.
/// A reference to the environment stays as it is, since a name is no secret; its fallback does not
/// stay where a secret belongs. Null and empty texts stay.
Value mask_settings(const Value& settings, const std::vector<const Spec*>& specs);

/// Makes the secrets that mask_settings() would find known to a redactor.
void learn_secrets(const Value& settings, const std::vector<const Spec*>& specs,
                   session::Redactor& redactor);

/// The same for resolved settings, and for all that came from the environment.
void learn_secrets(const ConnectionSettings& settings, const std::vector<const Spec*>& specs,
                   session::Redactor& redactor);

/// Replaces the passwords of URLs and of `password=` pairs inside a text by `***`.
std::string mask_passwords(std::string_view text);

}  // namespace osiris::sdk
