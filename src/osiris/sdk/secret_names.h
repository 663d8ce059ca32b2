#pragma once
// Names that nobody gives to anything but a secret.

#include <string_view>

namespace osiris::sdk {

/// Tells whether a key or parameter sounds secret: password, api_key, db_password, ... Used only
/// where no spec says what a field is. `key` and `token` alone are left out: cursors, columns and
/// GraphQL variables are called so.
bool is_secret_name(std::string_view name);

}  // namespace osiris::sdk
