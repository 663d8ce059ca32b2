#include "components/mysql.writer/staging.h"

#include "components/mysql.writer/write_job.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "osiris/base/ids.h"
#include "osiris/base/sha256.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <vector>

namespace osiris::components::mysql {
namespace {

// How long another run of the same target is waited for. Unit: seconds.
constexpr int kLockSeconds = 5;
// How long the removal after a failure waits for each answer: a stopped run has to end within a
// second.
constexpr std::chrono::milliseconds kDropPatience{5000};
constexpr std::chrono::milliseconds kDropPatienceOfStopped{400};
// How long a connection that was ended may take to end its statement; less than kDropPatience.
// Unit: seconds.
constexpr int kLookSeconds = 3;
// What a server says that died amid a RENAME, and whose files contradict each other since then: a
// table is there and is not. Sorted by number.
constexpr std::array<std::string_view, 8> kTornTable{
    "1017",   // ER_FILE_NOT_FOUND
    "1025",   // ER_ERROR_ON_RENAME
    "1033",   // ER_NOT_FORM_FILE
    "1050",   // ER_TABLE_EXISTS_ERROR
    "1146",   // ER_NO_SUCH_TABLE
    "1812",   // ER_TABLESPACE_MISSING
    "1813",   // ER_TABLESPACE_EXISTS
    "1932"};  // ER_NO_SUCH_TABLE_IN_ENGINE (MariaDB)
// A name of the server has 64 characters; so many of the target's hash keep targets apart.
constexpr std::size_t kHashDigits = 16;

/// What stands for a target in names that may not be longer than the target's own.
std::string hash_of(const TableName& target) {
  return sha256_hex(target.schema + '\0' + target.name).substr(0, kHashDigits);
}

std::string lock_name(const TableName& target) { return quote_text("osiris:" + hash_of(target)); }

/// The begin of the names of a target's tables: those to come, and those that were.
std::string new_prefix(const TableName& target) { return "_osiris_new_" + hash_of(target) + "_"; }
std::string old_prefix(const TableName& target) { return "_osiris_old_" + hash_of(target) + "_"; }

TableName named_apart(const TableName& target, const std::string& prefix) {
  std::array<char, 16> digits{};
  const auto written =
      std::to_chars(digits.data(), digits.data() + digits.size(), random_bits() >> 32U, 16);
  return target.sibling(prefix + std::string(digits.data(), written.ptr));
}

Result<std::vector<TableName>> tables_with(Client& client, const TableName& target,
                                           const std::string& prefix) {
  OSIRIS_TRY(
      const TextRows found,
      client.query("SELECT table_name FROM information_schema.tables WHERE table_schema = " +
                   quote_text(target.schema) + " AND LEFT(table_name, " +
                   std::to_string(prefix.size()) + ") = " + quote_text(prefix) + " ORDER BY 1"));
  std::vector<TableName> names;
  for (const auto& row : found.rows) {
    names.push_back(target.sibling(row[0].value_or("")));
  }
  return names;
}

Result<bool> exists(Client& client, const TableName& table) {
  OSIRIS_TRY(
      const auto found,
      client.query_value("SELECT 1 FROM information_schema.tables WHERE table_schema = " +
                         quote_text(table.schema) + " AND table_name = " + quote_text(table.name)));
  return found.has_value();
}

/// Fails if the server lists the target and cannot read it.
Status check_readable(Client& client, const TableName& target, const TableName& old) {
  const auto read = client.query("SELECT 1 FROM " + target.quoted() + " LIMIT 1");
  if (read.has_value()) {
    return {};
  }
  Error explained = explain_torn(read.error(), target, &old);
  const bool is_torn = explained.hint != read.error().hint;
  return is_torn ? fail(std::move(explained)) : Status();  // Else it is not about the table.
}

Settings hasty(Settings settings, const std::stop_token& stop) {
  settings.connect_timeout = stop.stop_requested() ? kDropPatienceOfStopped : kDropPatience;
  settings.read_timeout = settings.connect_timeout;
  return settings;
}

}  // namespace

Error explain_torn(Error error, const TableName& target, const TableName* old) {
  if (std::find(kTornTable.begin(), kTornTable.end(), error.detail(kNumberDetail)) ==
      kTornTable.end()) {
    return error;
  }
  error.hint = "the server may have died while it renamed " + target.text() +
               ", and its files contradict "
               "each other: " +
               (old == nullptr ? std::string()
                               : "the rows that the table had are in " + old->text() + "; ") +
               "'A server that died amid a RENAME' in docs/guide/mysql.md says what to do";
  return error;
}

Status lock_target(Client& client, const TableName& target) {
  const std::string name = lock_name(target);
  OSIRIS_TRY(const auto taken, client.query_value("SELECT GET_LOCK(" + name + ", " +
                                                  std::to_string(kLockSeconds) + ")"));
  if (taken == "1") {
    return {};
  }
  OSIRIS_TRY(const auto holder, client.query_value("SELECT IS_USED_LOCK(" + name + ")"));
  Error error = make_error(
      kTargetBusy,
      "another run, connection " + holder.value_or("?") + " of the server, writes " + target.text(),
      "run again when it has ended; let only one step at a time write a table in this "
      "mode");
  return fail(std::move(error).retryable());
}

Status unlock_target(Client& client, const TableName& target) {
  OSIRIS_TRY(const auto released,
             client.query_value("SELECT RELEASE_LOCK(" + lock_name(target) + ")"));
  static_cast<void>(released);
  return {};
}

Status clear_leftovers(Client& client, const TableName& target) {
  OSIRIS_TRY(const auto fresh, tables_with(client, target, new_prefix(target)));
  OSIRIS_TRY(auto old, tables_with(client, target, old_prefix(target)));
  if (!old.empty()) {
    OSIRIS_TRY(const bool has_target, exists(client, target));
    if (has_target) {
      OSIRIS_CHECKED(check_readable(client, target, old.back()));
    } else if (!fresh.empty()) {
      const auto renamed =
          client.execute("RENAME TABLE " + old.back().quoted() + " TO " + target.quoted());
      if (!renamed.has_value()) {
        return fail(explain_torn(renamed.error(), target, &old.back()));
      }
      old.pop_back();
    }
  }
  for (const auto& tables : {fresh, old}) {
    for (const TableName& table : tables) {
      OSIRIS_CHECKED(drop_table(client, table));
    }
  }
  return {};
}

Status drop_table(Client& client, const TableName& table) {
  Status dropped = run_statement(client, "DROP TABLE IF EXISTS " + table.quoted());
  return dropped.has_value()
             ? Status()
             : fail(name_rights(std::move(dropped).error(),
                                {.rights = "DROP",
                                 .place = all_tables_beside(table),
                                 .reason = "what an earlier run left is to be removed"}));
}

TableName staging_name(const TableName& target) { return named_apart(target, new_prefix(target)); }

Swap plan_swap(const TableName& staging, const TableName& target, bool target_exists) {
  return {
      .staging = staging,
      .target = target,
      .old = target_exists ? std::optional(named_apart(target, old_prefix(target))) : std::nullopt};
}

Status swap_in(Client& client, const Swap& swap) {
  const std::string moved =
      swap.old ? swap.target.quoted() + " TO " + swap.old->quoted() + ", " : "";
  const Status renamed = run_statement(
      client, "RENAME TABLE " + moved + swap.staging.quoted() + " TO " + swap.target.quoted());
  if (renamed.has_value()) {
    return {};
  }
  const auto old = tables_with(client, swap.target, old_prefix(swap.target));
  const bool has_old = old.has_value() && !old->empty();
  return fail(explain_torn(renamed.error(), swap.target, has_old ? &old->back() : nullptr));
}

Result<bool> has_swapped(const Settings& settings, const Swap& swap, const std::stop_token& stop) {
  Settings patient = hasty(settings, stop);
  patient.read_timeout = kDropPatience;
  OSIRIS_TRY(const auto client, Client::open(patient));
  // The lock of the other connection ends with its last statement.
  OSIRIS_TRY(const auto taken, client->query_value("SELECT GET_LOCK(" + lock_name(swap.target) +
                                                   ", " + std::to_string(kLookSeconds) + ")"));
  if (taken != "1") {
    return fail(kTargetBusy, "the connection that renamed " + swap.target.text() + " still works");
  }
  OSIRIS_TRY(const bool has_target, exists(*client, swap.target));
  OSIRIS_TRY(const bool has_staging, exists(*client, swap.staging));
  OSIRIS_TRY(const bool has_old, swap.old ? exists(*client, *swap.old) : Result<bool>(false));
  return has_target && has_old && !has_staging;
}

Status drop_leftover(const Settings& settings, const TableName& table,
                     const std::stop_token& stop) {
  OSIRIS_TRY(const auto client, Client::open(hasty(settings, stop)));
  return drop_table(*client, table);
}

}  // namespace osiris::components::mysql
