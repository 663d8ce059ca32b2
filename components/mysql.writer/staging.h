#pragma once
// Tables beside the target: filled while the target stays as it is, and then put in its place.
//
// Whoever works on a target in this way holds its lock, which ends with the connection. So tables
// of that target that are there when the lock is taken belong to runs that are dead.

#include "components/mysql.writer/options.h"
#include "components/mysql/client.h"
#include "components/mysql/settings.h"
#include "osiris/base/result.h"

#include <optional>
#include <stop_token>
#include <string>

namespace osiris::components::mysql {

inline constexpr ErrorCode kTargetBusy{
    "mysql.target_busy", Fault::kExternal,
    "Another run writes the same table. Run again when it has ended."};

/// Takes the target's lock for as long as the client lives, or until it is given back.
/// Errors: mysql.target_busy (transient), mysql.*.
Status lock_target(Client& client, const TableName& target);
Status unlock_target(Client& client, const TableName& target);

/// Removes what dead runs left of this target. Where a server that renames one table after the
/// other died between two of them, the target gets its name back. Nothing is removed while the
/// server cannot read the target. Call with the lock.
/// Errors: mysql.*; their hint names the table that has the rows, if the server is at odds with its
/// own files.
Status clear_leftovers(Client& client, const TableName& target);

/// Tells what to do about a table that is there and is not, since its server died amid a RENAME;
/// other errors stay as they are. `old` has the rows that the target had, if one is known to.
Error explain_torn(Error error, const TableName& target, const TableName* old);

/// Makes up the name of a table that is to become the target.
TableName staging_name(const TableName& target);

/// How a table is to take the place of the target.
struct Swap {
  TableName staging;
  TableName target;
  std::optional<TableName>
      old;  ///< What the target that is there is called then; nothing: none is.
};
Swap plan_swap(const TableName& staging, const TableName& target, bool target_exists);

/// Puts the table in the place of the target, in one act. The old one is left to the caller.
Status swap_in(Client& client, const Swap& swap);

/// Tells whether a swap took effect whose answer did not come, over a connection of its own. Call
/// when the client that began it is gone, and only if there was an old table. Waits for some
/// seconds. Errors: if it cannot be known now.
Result<bool> has_swapped(const Settings& settings, const Swap& swap, const std::stop_token& stop);

/// Removes a table; fine if absent.
Status drop_table(Client& client, const TableName& table);

/// The same over a connection of its own, since that of the step may be broken. It waits for some
/// seconds, or hardly if the run was stopped. What cannot be removed now, the next run removes.
Status drop_leftover(const Settings& settings, const TableName& table, const std::stop_token& stop);

}  // namespace osiris::components::mysql
