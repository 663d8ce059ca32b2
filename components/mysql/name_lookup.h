#pragma once
// Whether a host's name has an address, asked so that waiting for the answer can end.

#include "osiris/base/result.h"

#include <functional>
#include <stop_token>
#include <string>

namespace osiris::components::mysql {

/// Looks a name up as getaddrinfo(3) does, and returns what it returns.
using NameLookup = std::function<int(const std::string& host)>;

/// Returns the lookup of this machine.
NameLookup system_lookup();

/// Asks for the host's addresses, so that the client library, which cannot be stopped while it
/// waits for them, finds them at hand. What nobody waits for any more ends by itself, in a thread.
/// Errors: mysql.host_unknown, run.cancelled.
Status await_name(const std::string& host, const std::stop_token& stop,
                  const NameLookup& lookup = system_lookup());

}  // namespace osiris::components::mysql
