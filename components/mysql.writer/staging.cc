#include "components/mysql.writer/staging.h"

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

}  // namespace

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
  if (!old.empty() && !fresh.empty()) {
    OSIRIS_TRY(const bool has_target, exists(client, target));
    if (!has_target) {
      const auto renamed =
          client.execute("RENAME TABLE " + old.back().quoted() + " TO " + target.quoted());
      if (!renamed.has_value()) {
        return fail(renamed.error());
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
  const auto dropped = client.execute("DROP TABLE IF EXISTS " + table.quoted());
  return dropped.has_value() ? Status() : fail(dropped.error());
}

TableName staging_name(const TableName& target) { return named_apart(target, new_prefix(target)); }

Result<std::optional<TableName>> swap_in(Client& client, const TableName& staging,
                                         const TableName& target, bool target_exists) {
  std::optional<TableName> old;
  std::string sql = "RENAME TABLE ";
  if (target_exists) {
    old = named_apart(target, old_prefix(target));
    sql += target.quoted() + " TO " + old->quoted() + ", ";
  }
  const auto renamed = client.execute(sql + staging.quoted() + " TO " + target.quoted());
  if (!renamed.has_value()) {
    return fail(renamed.error());
  }
  return old;
}

void drop_leftover(const Settings& settings, const TableName& table, const std::stop_token& stop) {
  Settings hasty = settings;
  hasty.connect_timeout = stop.stop_requested() ? kDropPatienceOfStopped : kDropPatience;
  hasty.read_timeout = hasty.connect_timeout;
  const auto client = Client::open(hasty);
  if (client.has_value()) {
    static_cast<void>(drop_table(**client, table));
  }
}

}  // namespace osiris::components::mysql
