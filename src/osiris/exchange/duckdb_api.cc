#include "osiris/exchange/duckdb_api.h"

#include "osiris/base/check.h"
#include "osiris/exchange/database.h"

#include <dlfcn.h>

#include <atomic>
#include <string>
#include <string_view>

namespace osiris::exchange {

namespace {

// Only the first two numbers: patch releases keep the C API and the SQL.
constexpr std::string_view kAcceptedVersion = "v1.5.";

std::atomic<const DuckDbApi*> loaded_api{nullptr};

// Looking its own symbols up in the library first, not in the program and all it is linked with,
// takes some 4 ms off the start. The sanitizers want to replace functions in the library and
// refuse.
#ifdef OSIRIS_SANITIZED
constexpr int kOwnSymbolsFirst = 0;
#else
constexpr int kOwnSymbolsFirst = RTLD_DEEPBIND;
#endif

Result<const DuckDbApi*> load_now() {
  // Found through the executable's RUNPATH ($ORIGIN/../lib), so an installed tree can be moved.
  void* library = dlopen("libduckdb.so", RTLD_LAZY | RTLD_LOCAL | kOwnSymbolsFirst);
  if (library == nullptr) {
    return fail(kDatabaseUnavailable, std::string("cannot load libduckdb.so: ") + dlerror(),
                "install osiris with its lib folder beside bin");
  }
  static DuckDbApi api;
  const char* missing = nullptr;
#define OSIRIS_DUCKDB_FIND(name)                                                            \
  api.name = reinterpret_cast<decltype(&::duckdb_##name)>(dlsym(library, "duckdb_" #name)); \
  if (api.name == nullptr) {                                                                \
    missing = "duckdb_" #name;                                                              \
  }
  OSIRIS_DUCKDB_FUNCTIONS(OSIRIS_DUCKDB_FIND)
#undef OSIRIS_DUCKDB_FIND
  const std::string version =
      api.library_version != nullptr ? api.library_version() : "of unknown version";
  if (missing != nullptr || !version.starts_with(kAcceptedVersion)) {
    return fail(kDatabaseUnavailable,
                "libduckdb.so is " + version + "; osiris is made for " + kDuckDbVersion +
                    (missing != nullptr ? std::string(" (no function ") + missing + ")" : ""),
                "install the libduckdb that ships with osiris");
  }
  loaded_api.store(&api, std::memory_order_release);
  return &api;
}

}  // namespace

Result<const DuckDbApi*> load_duckdb() {
  static const Result<const DuckDbApi*> outcome = load_now();
  return outcome;
}

const DuckDbApi& duckdb() {
  const DuckDbApi* api = loaded_api.load(std::memory_order_acquire);
  OSIRIS_CHECK(api != nullptr, "libduckdb is used before it was loaded");
  return *api;
}

std::string duckdb_file() {
  Dl_info found{};
  if (dladdr(reinterpret_cast<const void*>(duckdb().library_version), &found) == 0) {
    return {};
  }
  return found.dli_fname != nullptr ? found.dli_fname : std::string();
}

}  // namespace osiris::exchange
