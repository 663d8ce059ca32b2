// The verb `version`.

#include "osiris/app/verbs.h"
#include "osiris/compile/manifest.h"
#include "osiris/exchange/database.h"

namespace osiris::app {

VersionInfo version() {
  return {.osiris = OSIRIS_VERSION,
          .oml = "0.1.0",
          .manifest = std::string(compile::kManifestVersion),
          .duckdb = exchange::kDuckDbVersion};
}

}  // namespace osiris::app
