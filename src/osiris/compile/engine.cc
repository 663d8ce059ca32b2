#include "osiris/compile/engine.h"

#include "osiris/compile/manifest.h"
#include "osiris/exchange/database.h"

namespace osiris::compile {

std::string_view osiris_version() { return OSIRIS_VERSION; }

Value engine_identity() {
  Value identity = Value::object();
  identity.set("manifest_version", kManifestVersion);
  identity.set("osiris", osiris_version());
  identity.set("duckdb", exchange::kDuckDbVersion);
  return identity;
}

}  // namespace osiris::compile
