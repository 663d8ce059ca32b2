#include "components/mysql/doctor.h"

#include "components/mysql/client.h"
#include "components/mysql/deadline.h"
#include "components/mysql/error_class.h"
#include "components/mysql/grants.h"
#include "components/mysql/tls.h"
#include "osiris/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {
namespace {

// A clock that is further off than this moves rows from one incremental run to another.
constexpr double kClockSecondsMax = 5;

// Words of sql_mode under which a query, or what it returns, means something else than usual.
constexpr std::string_view kOddModes[] = {
    "ANSI_QUOTES",   "EMPTY_STRING_IS_NULL",    "HIGH_NOT_PRECEDENCE",
    "IGNORE_SPACE",  "NO_BACKSLASH_ESCAPES",    "NO_UNSIGNED_SUBTRACTION",
    "ORACLE",        "PAD_CHAR_TO_FULL_LENGTH", "PIPES_AS_CONCAT",
    "REAL_AS_FLOAT", "TIME_ROUND_FRACTIONAL",   "TIME_TRUNCATE_FRACTIONAL",
};

// What a step may need, in the order of how much it is.
constexpr const char* kNeededRights[] = {"SELECT", "INSERT", "UPDATE", "DELETE",
                                         "CREATE", "DROP",   "ALTER"};

/// What a check asks the server.
struct Answers {
  std::string user;
  std::string time_zone;
  std::vector<std::string> sql_modes;
  bool is_read_only = false;
  double clock_ahead_seconds = 0;  ///< Of this machine's.
  std::string tls_version;         ///< Empty: this connection is not encrypted.
};

bool is_this_machine(const Settings& settings) {
  return !settings.socket.empty() || settings.host == "localhost" || settings.host == "::1" ||
         settings.host.starts_with("127.");
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(by), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// Reads "1764470000.123456".
double seconds_of(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

Result<Answers> ask(Client& client, const Clock& clock) {
  const auto before = clock.now();
  OSIRIS_TRY(const TextRows found,
             client.query("SELECT UNIX_TIMESTAMP(NOW(6)), CURRENT_USER(), @@GLOBAL.time_zone, "
                          "@@system_time_zone, @@GLOBAL.sql_mode, @@GLOBAL.read_only"));
  const auto after = clock.now();
  const auto text = [&found](std::size_t column) {
    return found.rows.front()[column].value_or(std::string());
  };
  const std::chrono::duration<double> ours = (before + (after - before) / 2).time_since_epoch();
  Answers answers;
  answers.clock_ahead_seconds = seconds_of(text(0)) - ours.count();
  answers.user = text(1);
  answers.time_zone = text(2) == "SYSTEM" ? text(3) : text(2);
  answers.sql_modes = split(text(4), ',');
  answers.is_read_only = text(5) != "0";
  OSIRIS_TRY(const TextRows tls, client.query("SHOW SESSION STATUS LIKE 'Ssl_version'"));
  answers.tls_version = tls.rows.empty() ? "" : tls.rows.front().back().value_or("");
  return answers;
}

/// Returns what the user may do; nothing where the server does not tell.
Grants ask_grants(Client& client) {
  std::vector<std::string> lines;
  if (const auto found = client.query("SHOW GRANTS"); found.has_value()) {
    for (const auto& row : found->rows) {
      lines.push_back(row.front().value_or(""));
    }
  }
  return Grants(lines);
}

std::string version_of(const ServerFacts& server) {
  return fmt::format("{} {}.{}.{}", server.is_mariadb ? "MariaDB" : "MySQL",
                     server.version / 10'000, server.version / 100 % 100, server.version % 100);
}

std::string encryption_of(const Settings& settings, const Answers& answers) {
  if (answers.tls_version.empty()) {
    return is_this_machine(settings) ? "not encrypted" : "not encrypted on its way here";
  }
  const std::string_view checked =
      settings.tls == TlsMode::kVerifyIdentity ? "the certificate and its host were checked"
      : settings.tls == TlsMode::kVerifyCa     ? "the certificate was checked, its host was not"
                                               : "the certificate was not checked";
  return fmt::format("encrypted with {}, {}", printable(answers.tls_version), checked);
}

/// Lists those of the needed rights that are among `rights`.
std::string list_rights(const std::set<std::string>& rights) {
  std::vector<std::string> listed;
  std::copy_if(std::begin(kNeededRights), std::end(kNeededRights), std::back_inserter(listed),
               [&](const char* right) { return rights.count(right) > 0; });
  return join(listed, ", ");
}

std::string rights_text(const Settings& settings, const Rights& rights) {
  const std::string place = settings.database.empty()
                                ? "some database"
                                : "database '" + printable(settings.database) + "'";
  const std::string everywhere = list_rights(rights.everywhere);
  const std::string in_some = list_rights(rights.some_tables);
  std::vector<std::string> parts;
  if (!everywhere.empty()) {
    parts.push_back(everywhere + " in " + place);
  }
  if (!in_some.empty()) {
    parts.push_back(in_some + " in some tables of " + place);
  }
  return join(parts, ", and ");
}

/// Lists what is no problem yet.
std::vector<std::string> remarks_on(const Settings& settings, const ServerFacts& server,
                                    const Answers& answers) {
  std::vector<std::string> remarks;
  remarks.emplace_back(server.takes_local_files ? "LOAD DATA LOCAL works"
                                                : "LOAD DATA LOCAL is off (local_infile)");
  if (answers.is_read_only) {
    remarks.emplace_back("the server is read-only");
  }
  if (!answers.time_zone.empty() && answers.time_zone != "UTC" && answers.time_zone != "+00:00") {
    remarks.push_back("the server's time zone is " + printable(answers.time_zone) +
                      "; osiris reads and writes in UTC");
  }
  if (std::abs(answers.clock_ahead_seconds) > kClockSecondsMax) {
    remarks.push_back(fmt::format("the server's clock is {:.0f} s {} of this machine's",
                                  std::abs(answers.clock_ahead_seconds),
                                  answers.clock_ahead_seconds > 0 ? "ahead" : "behind"));
  }
  std::vector<std::string> odd;
  std::copy_if(answers.sql_modes.begin(), answers.sql_modes.end(), std::back_inserter(odd),
               [](const std::string& mode) {
                 return std::find(std::begin(kOddModes), std::end(kOddModes), mode) !=
                        std::end(kOddModes);
               });
  if (!odd.empty()) {
    remarks.push_back("sql_mode has " + join(odd, ", "));
  }
  if (!settings.tls_ca.empty() && !checks_certificate(settings.tls)) {
    remarks.emplace_back("'ssl_ca' is not looked at, since 'ssl_mode' checks no certificate");
  }
  return remarks;
}

/// Says more of a refused login than the server does.
std::string login_hint(const Settings& settings, const Error& error) {
  constexpr std::string_view kBySocketOnly = "1698";      // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
  constexpr std::string_view kHostUnknownThere = "1130";  // ER_HOST_NOT_PRIVILEGED
  const std::string number = error.detail(kNumberDetail);
  if (number == kBySocketOnly) {
    return "that account has no password: it lets in the system's user of its name, through the "
           "Unix socket ('socket')";
  }
  if (number == kHostUnknownThere) {
    return "have an account made there for this user from this machine";
  }
  std::string hint = settings.password.empty() ? "the connection has no 'password'; give one, or "
                                               : "check 'user' and 'password', and ";
  hint += "see from which hosts the user may come";
  if (settings.tls == TlsMode::kDisabled) {
    hint += "; or the account wants encryption, which 'ssl_mode: disabled' keeps it from";
  }
  return hint;
}

std::string hint_of(const Settings& settings, const Error& error) {
  if (error.is(kAuthFailed)) {
    return login_hint(settings, error);
  }
  if (error.is(kUnreachable) && settings.socket.empty() && settings.host == "localhost") {
    return "check that the server listens on TCP, or give its Unix socket ('socket')";
  }
  const ErrorClass* const known = find_class(error);
  return error.hint.empty() && known != nullptr ? std::string(known->hint) : error.hint;
}

sdk::DoctorReport make_sick(const Settings& settings, const Error& error) {
  const ErrorClass* const known = find_class(error);  // Others are about files that are named.
  return {.problem = known != nullptr ? known->category : sdk::DoctorCategory::kConfig,
          .message = error.message,
          .hint = hint_of(settings, error),
          .transient = error.transient};
}

sdk::DoctorReport make_late(const Settings& settings, std::chrono::milliseconds timeout) {
  return {.problem = sdk::DoctorCategory::kTimeout,
          .message = fmt::format("no answer from {} within {} s", place_of(settings),
                                 std::chrono::ceil<std::chrono::seconds>(timeout).count()),
          .hint = "see whether the server hangs, or something between it and here drops packets",
          .transient = true};
}

sdk::DoctorReport make_useless(const Settings& settings, const Answers& answers) {
  const std::string where = settings.database.empty()
                                ? "any database"
                                : "database '" + printable(settings.database) + "'";
  return {.problem = sdk::DoctorCategory::kPermission,
          .message = "user " + printable(answers.user) + " may neither read nor write in " + where,
          .hint = "have the user granted SELECT to read, or also INSERT and CREATE to write",
          .transient = false};
}

Result<sdk::DoctorReport> examine(const Settings& settings, Client& client, const Clock& clock) {
  OSIRIS_TRY(const Answers answers, ask(client, clock));
  const Grants grants = ask_grants(client);
  const std::string rights = rights_text(settings, grants.in(settings.database));
  if (rights.empty() && !grants.has_roles()) {
    return make_useless(settings, answers);
  }
  std::vector<std::string> parts{
      version_of(client.server()) + " at " + place_of(settings), encryption_of(settings, answers),
      "as " + printable(answers.user) + (rights.empty() ? "" : ", who may " + rights)};
  const auto remarks = remarks_on(settings, client.server(), answers);
  parts.insert(parts.end(), remarks.begin(), remarks.end());
  return sdk::DoctorReport{.problem = {}, .message = join(parts, "; "), .hint = {}};
}

}  // namespace

sdk::DoctorReport check_server(const sdk::ConnectionSettings& connection,
                               const sdk::DoctorContext& context) {
  Settings settings = read_settings(connection, context.project_dir);
  settings.connect_timeout = std::min(settings.connect_timeout, context.timeout);
  settings.read_timeout = std::min(settings.read_timeout, context.timeout);
  const Deadline deadline(context.stop, context.timeout);
  const auto client = Client::open(settings, deadline.token());
  auto report = client.has_value() ? examine(settings, **client, context.clock)
                                   : Result<sdk::DoctorReport>(fail(client.error()));
  if (report.has_value()) {
    return *std::move(report);
  }
  return deadline.passed() ? make_late(settings, context.timeout)
                           : make_sick(settings, report.error());
}

}  // namespace osiris::components::mysql
