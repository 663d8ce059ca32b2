#pragma once
// What the modes of writing share: the step's work, its client, transactions.

#include "components/mysql.writer/duplicate_rows.h"
#include "components/mysql.writer/load.h"
#include "components/mysql.writer/options.h"
#include "components/mysql.writer/target_table.h"
#include "components/mysql/client.h"
#include "components/mysql/settings.h"
#include "osiris/base/result.h"
#include "osiris/exchange/column_type.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace osiris::components::mysql {

/// The work of one step.
struct WriteJob {
  const WriteOptions& options;
  sdk::StepContext& context;
  std::string relation;
  exchange::Schema columns;  ///< To be written.
  std::int64_t rows = 0;     ///< Of the input.
  Settings settings;
  std::unique_ptr<Client> client;
};

/// What a mode did.
struct Written {
  LoadStats load = {};
  ColumnPlan plan = {};  ///< What the losses of `load` belong to.
  std::int64_t rows_deduplicated = 0;
  bool is_repeated = false;  ///< An earlier attempt did it; the rest is empty.
};

/// Returns the rows of the job; `table` tells which columns name a row to a person.
FeedSource feed_source(const WriteJob& job, const TargetTable& table);

/// Where and how a job's rows are loaded.
struct LoadTarget {
  std::string quoted_name;
  bool replaces_duplicates = false;
  bool sums_rows = false;
  bool is_private = false;         ///< Nobody else knows the table.
  bool replaces_all_rows = false;  ///< The transaction has emptied it.
  const UniqueKey* key = nullptr;  ///< The only one that it has; null: those of the target.
};

/// Loads the job's rows into a table with the columns of `table`.
Result<Written> load_job(const WriteJob& job, const TargetTable& table, ColumnPlan plan,
                         const LoadTarget& into);

/// Names the rows of the job that a refusal for a duplicate key is about; other errors stay as they
/// are. `only_key` is the key that was broken; null: the one of the table that the server names.
Error explain_duplicate(Error error, const WriteJob& job, const TargetTable& table,
                        const ColumnPlan& plan, const UniqueKey* only_key);

/// Pairs the job's columns with those of a table that is there, after having dealt with new ones as
/// the options say. Describes the table anew if it got columns.
Result<ColumnPlan> fit_columns(const WriteJob& job, TargetTable& table);

/// Warns of a table whose engine cannot undo what a step did before it failed.
void warn_if_not_transactional(const WriteJob& job, const TargetTable& table);

/// Runs a statement and drops what it says of itself.
Status run_statement(Client& client, const std::string& sql);

/// What a user must be granted, and what for.
struct NeededRights {
  std::string_view rights;  ///< "CREATE, DROP".
  std::string place;        ///< Quoted: "`shop`.*".
  std::string reason;       ///< "the rows are staged in a temporary table".
};

/// Returns where a right on all tables of the target's database is granted.
std::string all_tables_beside(const TableName& target);

/// Lets the hint of a refusal name the rights that are needed; other errors stay as they are, and
/// so does a hint that names rights already.
Error name_rights(Error error, const NeededRights& needed);

/// Runs `work` in a transaction: commits when it succeeds, else undoes it. Does it again, a few
/// times, when the server undid it for a deadlock or a lock that somebody else holds.
Result<Written> in_transaction(const WriteJob& job, const std::function<Result<Written>()>& work);

}  // namespace osiris::components::mysql
