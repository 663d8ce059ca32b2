#include "osiris/app/discovery.h"

#include "osiris/base/text.h"
#include "osiris/sdk/connection_check.h"
#include "osiris/sdk/settings_mask.h"
#include "osiris/session/redaction.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <tuple>
#include <utility>

namespace osiris::app {
namespace {

/// How long a source is waited for; it may have to count.
constexpr std::chrono::seconds kTimeout(30);

/// A component that discovers.
struct Discoverer {
  const sdk::Component* component = nullptr;
  const sdk::Spec* spec = nullptr;
};

Result<std::vector<Discoverer>> find_discoverers(const sdk::Registry& registry,
                                                 const std::string& family,
                                                 const std::string& only) {
  std::vector<Discoverer> found;
  for (const std::string& name : registry.names()) {
    OSIRIS_TRY(const sdk::Component* const component, registry.component(name));
    OSIRIS_TRY(const sdk::Spec* const spec, registry.spec(name));
    if (spec->family() == family && component->discover != nullptr &&
        (only.empty() || only == name)) {
      found.push_back({component, spec});
    }
  }
  if (!found.empty()) {
    return found;
  }
  if (!only.empty()) {
    OSIRIS_TRY(const sdk::Spec* const spec, registry.spec(only));
    return fail(kDiscoveryUnsupported,
                spec->family() == family
                    ? "component '" + only + "' does not discover"
                    : "component '" + only + "' is not of family '" + printable(family) + "'",
                "leave --component out, or name one that reads from this connection");
  }
  return fail(kDiscoveryUnsupported, "no component of family '" + printable(family) + "' discovers",
              "`osiris connections doctor` can check the connection");
}

/// Finds the connection and fills in its variables.
Result<sdk::ConnectionSettings> find_settings(World& world, const std::string& reference) {
  OSIRIS_CHECKED(load_dotenv(world));
  OSIRIS_TRY(const LoadedConnections loaded, load_connections(world));
  for (const Diagnostic& finding : loaded.diagnostics) {
    if (finding.severity == Severity::kError) {
      return fail(sdk::kConnectionFile, to_line(finding));
    }
  }
  const std::string whole = (reference.starts_with('@') ? "" : "@") + reference;
  OSIRIS_TRY(const sdk::ConnectionRef written, sdk::parse_connection_ref(whole));
  OSIRIS_TRY(const sdk::ConnectionRef found, loaded.catalog.find(written));
  return loaded.catalog.resolve(found, world.environment);
}

Status check_settings(const sdk::ConnectionSettings& settings,
                      const std::vector<Discoverer>& discoverers) {
  for (const Discoverer& one : discoverers) {
    const auto findings = sdk::check_settings(*one.spec, settings.values);
    if (!findings.empty()) {
      return fail(kDiscoverySettings, settings.ref.to_text() + ": " + findings.front().message,
                  findings.front().hint.empty() ? "correct it in osiris_connections.yaml"
                                                : findings.front().hint);
    }
  }
  return {};
}

/// Fails if something was asked for that nobody found.
Status check_names(const DiscoveryRequest& request, const sdk::ConnectionRef& ref,
                   const std::vector<std::string>& names) {
  for (const std::string& asked : request.tables) {
    const bool is_there = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return sdk::means(asked, name);
    });
    if (!is_there) {
      return fail(kDiscoveryNameUnknown,
                  "nothing behind " + ref.to_text() + " is called '" + printable(asked) + "'" +
                      suggest(asked, names),
                  "`osiris discovery run " + ref.to_text() + "` lists what is there");
    }
  }
  return {};
}

void mask(const session::Redactor& redactor, std::string& text) { text = redactor.redact(text); }

/// Services like to repeat what they were told, and data may hold what opens its own source.
void mask(const session::Redactor& redactor, sdk::DiscoveredTable& table) {
  mask(redactor, table.basis);
  if (table.problem.has_value()) {
    mask(redactor, table.problem->message);
    mask(redactor, table.problem->hint);
  }
  for (auto& row : table.samples.rows) {
    for (std::optional<std::string>& cell : row) {
      if (cell.has_value()) {
        mask(redactor, *cell);
      }
    }
  }
}

}  // namespace

Result<DiscoveryResult> discover(World& world, const DiscoveryRequest& request,
                                 const std::stop_token& stop) {
  const auto begin = world.clock.monotonic();
  OSIRIS_TRY(const sdk::ConnectionSettings settings, find_settings(world, request.reference));
  OSIRIS_TRY(const auto discoverers,
             find_discoverers(world.registry, settings.ref.family, request.component));
  OSIRIS_CHECKED(check_settings(settings, discoverers));
  session::Redactor redactor;
  DiscoveryResult result{
      .ref = settings.ref, .components = {}, .tables = {}, .left_out = 0, .duration_ms = 0};
  exchange::DuckDbBinder binder;
  const sdk::TableFilter filter(request.tables);
  std::vector<std::string> names;
  for (const Discoverer& one : discoverers) {
    sdk::learn_secrets(settings, {one.spec}, redactor);
    auto found = one.component->discover(settings, {.spec = *one.spec,
                                                    .files = world.files,
                                                    .project_dir = world.project_dir,
                                                    .binder = binder,
                                                    .tables_max = request.tables_max,
                                                    .filter = filter,
                                                    .samples = request.samples,
                                                    .timeout = kTimeout,
                                                    .stop = stop});
    if (!found.has_value()) {
      Error error = std::move(found).error();
      mask(redactor, error.message);
      mask(redactor, error.hint);
      return fail(std::move(error));
    }
    result.components.push_back(one.component->name);
    result.left_out += found->left_out;
    std::move(found->tables.begin(), found->tables.end(), std::back_inserter(result.tables));
    std::move(found->names.begin(), found->names.end(), std::back_inserter(names));
  }
  OSIRIS_CHECKED(check_names(request, settings.ref, names));
  std::sort(result.tables.begin(), result.tables.end(), [](const auto& left, const auto& right) {
    return std::tie(left.name, left.component) < std::tie(right.name, right.component);
  });
  if (result.tables.size() > request.tables_max) {
    result.left_out += static_cast<std::int64_t>(result.tables.size() - request.tables_max);
    result.tables.resize(request.tables_max);
  }
  for (sdk::DiscoveredTable& table : result.tables) {
    mask(redactor, table);
  }
  result.duration_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(world.clock.monotonic() - begin)
          .count();
  return result;
}

}  // namespace osiris::app
