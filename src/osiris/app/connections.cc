#include "osiris/app/connections.h"

#include "osiris/base/text.h"
#include "osiris/sdk/connection_check.h"
#include "osiris/sdk/connection_variables.h"
#include "osiris/sdk/settings_mask.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

namespace osiris::app {
namespace {

/// Long enough for a service on another continent, short enough to wait for.
constexpr std::chrono::milliseconds kCheckTimeout{5000};

/// The components of one family.
struct Family {
  std::vector<const sdk::Spec*> specs;
  sdk::DoctorFunction doctor = nullptr;  ///< The first one's that has a check.
};

Result<Family> find_family(const sdk::Registry& registry, const std::string& name) {
  Family family;
  for (const std::string& component : registry.names()) {
    if (component.substr(0, component.find('.')) != name) {
      continue;
    }
    OSIRIS_TRY(const sdk::Spec* const spec, registry.spec(component));
    OSIRIS_TRY(const sdk::Component* const code, registry.component(component));
    family.specs.push_back(spec);
    family.doctor = family.doctor == nullptr ? code->doctor : family.doctor;
  }
  return family;
}

/// Lists the connections of a family, or of all if it is empty; only those of an alias if that is
/// given. Errors: connection.unknown.
Result<std::vector<sdk::ConnectionRef>> select_refs(const sdk::ConnectionCatalog& catalog,
                                                    const std::string& family,
                                                    const std::string& alias) {
  const std::vector<std::string> families =
      family.empty() ? catalog.families() : std::vector<std::string>{family};
  std::vector<sdk::ConnectionRef> refs;
  std::vector<std::string> known;
  for (const std::string& one : families) {
    for (const std::string& name : catalog.aliases(one)) {
      known.push_back(name);
      if (alias.empty() || alias == name) {
        refs.push_back({.family = one, .alias = name});
      }
    }
  }
  if (refs.empty() && !family.empty()) {
    OSIRIS_CHECKED(catalog.find({.family = family, .alias = alias}));
  }
  if (refs.empty() && !alias.empty()) {
    const auto nearest = find_nearest(alias, known);
    return fail(sdk::kConnectionUnknown, "no family has a connection '" + printable(alias) + "'",
                nearest.has_value() ? "did you mean '" + *nearest + "'?"
                                    : "`osiris connections list` shows all of them");
  }
  return refs;
}

Result<std::vector<sdk::ConnectionRef>> select_refs(const sdk::ConnectionCatalog& catalog,
                                                    const DoctorRequest& request) {
  if (request.reference.empty()) {
    return select_refs(catalog, request.family, request.alias);
  }
  const bool has_at = request.reference.front() == '@';
  OSIRIS_TRY(const sdk::ConnectionRef written,
             sdk::parse_connection_ref(has_at ? request.reference : "@" + request.reference));
  OSIRIS_TRY(sdk::ConnectionRef found, catalog.find(written));
  return std::vector<sdk::ConnectionRef>{std::move(found)};
}

std::vector<ConnectionVariable> variables_of(const Value& settings,
                                             const Environment& environment) {
  std::vector<ConnectionVariable> variables;
  for (const sdk::VariableUse& use : sdk::variables_of(settings)) {
    variables.push_back({.name = use.name,
                         .field = use.field,
                         .set = sdk::is_set(environment, use.name),
                         .has_fallback = use.has_fallback});
  }
  return variables;
}

/// Checks one connection after the other.
class Doctor {
 public:
  Doctor(World& world, const sdk::ConnectionCatalog& catalog, const std::stop_token& stop)
      : world_(world), catalog_(catalog), stop_(stop) {}

  Result<ConnectionCheckup> check(const sdk::ConnectionRef& ref) const {
    OSIRIS_TRY(const Family family, find_family(world_.registry, ref.family));
    if (const auto unset = check_variables(ref); unset.has_value()) {
      return *unset;
    }
    OSIRIS_TRY(const sdk::ConnectionSettings settings, catalog_.resolve(ref, world_.environment));
    if (const auto wrong = check_settings(settings, family); wrong.has_value()) {
      return *wrong;
    }
    if (family.doctor == nullptr) {
      return skipped(ref, family);
    }
    return ask_family(settings, family);
  }

 private:
  static ConnectionCheckup invalid(const sdk::ConnectionRef& ref,
                                   const std::vector<std::string>& messages, std::string hint) {
    ConnectionCheckup checkup;
    checkup.ref = ref;
    checkup.health = ConnectionHealth::kInvalid;
    checkup.category = sdk::to_string(sdk::DoctorCategory::kConfig);
    checkup.message = join(messages, "; ");
    checkup.hint = std::move(hint);
    return checkup;
  }

  /// Says which variables are missing, all at once.
  std::optional<ConnectionCheckup> check_variables(const sdk::ConnectionRef& ref) const {
    std::vector<std::string> messages;
    for (const ConnectionVariable& variable :
         variables_of(*catalog_.raw(ref), world_.environment)) {
      if (!variable.set && !variable.has_fallback) {
        messages.push_back("environment variable '" + printable(variable.name) +
                           "' is not set, and '" + printable(variable.field) + "' needs it");
      }
    }
    return messages.empty()
               ? std::nullopt
               : std::optional(invalid(ref, messages, "export it, or put it into .env"));
  }

  /// Holds the settings against what the components of the family want of them.
  std::optional<ConnectionCheckup> check_settings(const sdk::ConnectionSettings& settings,
                                                  const Family& family) const {
    std::vector<std::string> from_environment;
    for (const sdk::VariableUse& use : sdk::variables_of(*catalog_.raw(settings.ref))) {
      from_environment.push_back(use.field);
    }
    std::vector<std::string> messages;
    std::string hint;
    for (const sdk::Spec* spec : family.specs) {
      for (sdk::SettingsFinding& finding :
           sdk::check_settings(*spec, settings.values, from_environment)) {
        if (std::find(messages.begin(), messages.end(), finding.message) == messages.end()) {
          messages.push_back(std::move(finding.message));
          hint = hint.empty() ? std::move(finding.hint) : hint;
        }
      }
    }
    hint = hint.empty() ? "correct it in osiris_connections.yaml" : hint;
    return messages.empty() ? std::nullopt
                            : std::optional(invalid(settings.ref, messages, std::move(hint)));
  }

  static ConnectionCheckup skipped(const sdk::ConnectionRef& ref, const Family& family) {
    ConnectionCheckup checkup;
    checkup.ref = ref;
    checkup.health = ConnectionHealth::kSkipped;
    checkup.category = "unsupported";
    checkup.message = family.specs.empty()
                          ? "no component of family '" + ref.family + "' is known here"
                          : "family '" + ref.family + "' has no check; the settings are right";
    return checkup;
  }

  ConnectionCheckup ask_family(const sdk::ConnectionSettings& settings,
                               const Family& family) const {
    const sdk::DoctorContext context{.files = world_.files,
                                     .clock = world_.clock,
                                     .project_dir = world_.project_dir,
                                     .timeout = kCheckTimeout,
                                     .stop = stop_};
    const auto begin = world_.clock.monotonic();
    const sdk::DoctorReport report = family.doctor(settings, context);
    const auto took = world_.clock.monotonic() - begin;
    session::Redactor redactor;  // Services like to repeat what they were told.
    sdk::learn_secrets(settings, family.specs, redactor);
    ConnectionCheckup checkup;
    checkup.ref = settings.ref;
    if (report.problem.has_value()) {
      checkup.health = ConnectionHealth::kSick;
      checkup.category = sdk::to_string(*report.problem);
      checkup.transient = report.transient;
    }
    checkup.message = redactor.redact(report.message);
    checkup.hint = redactor.redact(report.hint);
    checkup.latency_ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    return checkup;
  }

  World& world_;
  const sdk::ConnectionCatalog& catalog_;
  const std::stop_token& stop_;
};

ExitCode exit_code_of(const DoctorResult& result) {
  bool failed = false;
  bool may_pass = false;
  for (const ConnectionCheckup& checkup : result.checkups) {
    if (checkup.health == ConnectionHealth::kInvalid) {
      return ExitCode::kInvalidInput;
    }
    const bool is_sick = checkup.health == ConnectionHealth::kSick;
    failed = failed || (is_sick && !checkup.transient);
    may_pass = may_pass || (is_sick && checkup.transient);
  }
  if (has_errors(result.diagnostics)) {
    return ExitCode::kInvalidInput;
  }
  return failed ? ExitCode::kStepFailed : may_pass ? ExitCode::kTransient : ExitCode::kSuccess;
}

/// Reports settings that no component of the family takes; what is missing a step may set.
void report_settings(const sdk::ConnectionRef& ref, const Value& settings, const Family& family,
                     const std::string& file, Diagnostics& diagnostics) {
  std::set<std::string> reported;
  for (const sdk::Spec* spec : family.specs) {
    for (sdk::SettingsFinding& finding : sdk::check_settings(*spec, settings)) {
      if (!finding.missing.empty() || !reported.insert(finding.message).second) {
        continue;
      }
      Diagnostic& diagnostic = diagnostics.emplace_back();
      diagnostic.code = sdk::kConnectionFile.name;
      diagnostic.where = {.file = file,
                          .line = settings.mark.line,
                          .column = settings.mark.column,
                          .end_column = settings.mark.end_column};
      diagnostic.message = "connection " + ref.to_text() + ": " + finding.message;
      diagnostic.hint = finding.hint.empty() ? "correct it" : std::move(finding.hint);
      diagnostic.type = "invalid_connections_file";
      diagnostic.location = "connections." + ref.family + "." + ref.alias;
    }
  }
}

}  // namespace

Status learn_connection_secrets(const World& world, const sdk::ConnectionCatalog& catalog,
                                session::Redactor& redactor) {
  for (const std::string& name : catalog.families()) {
    OSIRIS_TRY(const Family family, find_family(world.registry, name));
    for (const std::string& alias : catalog.aliases(name)) {
      const sdk::ConnectionRef ref{.family = name, .alias = alias};
      sdk::learn_secrets(*catalog.raw(ref), family.specs, redactor);
      if (const auto settings = catalog.resolve(ref, world.environment); settings.has_value()) {
        sdk::learn_secrets(*settings, family.specs, redactor);
      }
    }
  }
  return {};
}

Result<ConnectionList> list_connections(World& world, const std::string& family) {
  OSIRIS_CHECKED(load_dotenv(world));
  OSIRIS_TRY(LoadedConnections loaded, load_connections(world));
  OSIRIS_TRY(const auto refs, select_refs(loaded.catalog, family, {}));
  ConnectionList list{.file = std::move(loaded.shown_file),
                      .connections = {},
                      .diagnostics = std::move(loaded.diagnostics)};
  for (const sdk::ConnectionRef& ref : refs) {
    OSIRIS_TRY(const Family components, find_family(world.registry, ref.family));
    const auto fallback = loaded.catalog.find({.family = ref.family, .alias = {}});
    const Value& settings = *loaded.catalog.raw(ref);
    report_settings(ref, settings, components, list.file, list.diagnostics);
    Value config = sdk::mask_settings(settings, components.specs);
    config.erase("default");
    list.connections.push_back({.ref = ref,
                                .is_default = fallback.has_value() && fallback->alias == ref.alias,
                                .config = std::move(config),
                                .variables = variables_of(settings, world.environment)});
  }
  return list;
}

Result<DoctorResult> check_connections(World& world, const DoctorRequest& request,
                                       const std::stop_token& stop) {
  OSIRIS_CHECKED(load_dotenv(world));
  OSIRIS_TRY(LoadedConnections loaded, load_connections(world));
  OSIRIS_TRY(const auto refs, select_refs(loaded.catalog, request));
  DoctorResult result{.file = std::move(loaded.shown_file),
                      .checkups = {},
                      .diagnostics = std::move(loaded.diagnostics)};
  const Doctor doctor(world, loaded.catalog, stop);
  for (const sdk::ConnectionRef& ref : refs) {
    OSIRIS_TRY(ConnectionCheckup checkup, doctor.check(ref));
    result.checkups.push_back(std::move(checkup));
    if (stop.stop_requested()) {  // What the last check says is how it was stopped.
      return fail(kCancelled, "stopped before every connection was checked");
    }
  }
  result.exit_code = exit_code_of(result);
  return result;
}

}  // namespace osiris::app
