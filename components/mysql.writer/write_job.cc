#include "components/mysql.writer/write_job.h"

#include "components/mysql.writer/table_definition.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>

namespace osiris::components::mysql {
namespace {

// How often a transaction is tried that others' locks get in the way of, and the first wait
// between; each further one is twice as long.
constexpr int kTriesMax = 4;
constexpr std::chrono::milliseconds kFirstWait{200};

bool is_lock_trouble(const Error& error) { return error.is(kDeadlock) || error.is(kLockTimeout); }

/// Waits, but not beyond a stop.
void wait(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, time, [] { return false; });
}

Result<Written> try_transaction(Client& client, const std::function<Result<Written>()>& work) {
  OSIRIS_CHECKED(run_statement(client, "START TRANSACTION"));
  auto done = work();
  if (!done.has_value()) {
    static_cast<void>(client.execute("ROLLBACK"));  // Else the end of the connection does it.
    return done;
  }
  OSIRIS_CHECKED(run_statement(client, "COMMIT"));
  return done;
}

std::vector<std::string> names_of(const exchange::Schema& columns) {
  std::vector<std::string> names;
  for (const exchange::Column& column : columns) {
    names.push_back("'" + printable(column.name) + "'");
  }
  return names;
}

Status add_columns(const WriteJob& job, const TargetTable& table, const exchange::Schema& added) {
  std::vector<std::string> parts;
  for (const exchange::Column& column : added) {
    OSIRIS_TRY(const std::string definition,
               column_definition(column, job.options, job.client->server()));
    parts.push_back("ADD COLUMN " + definition);
  }
  Status altered =
      run_statement(*job.client, "ALTER TABLE " + table.name.quoted() + " " + join(parts, ", "));
  if (!altered.has_value()) {
    return fail(name_rights(std::move(altered).error(), {.rights = "ALTER, CREATE, INSERT",
                                                         .place = table.name.quoted(),
                                                         .reason = "columns are added to it"}));
  }
  job.context.observer.note(table.title + " got new columns: " + join(names_of(added), ", "));
  return {};
}

}  // namespace

FeedSource feed_source(const WriteJob& job, const TargetTable& table) {
  FeedSource source{
      .context = job.context, .relation = job.relation, .key = {}, .choices = job.options.values};
  std::vector<std::string> key = job.options.key;
  if (key.empty() && !table.unique_keys.empty()) {
    key = table.unique_keys.front().columns;
  }
  for (const std::string& name : key) {
    std::copy_if(job.columns.begin(), job.columns.end(), std::back_inserter(source.key),
                 [&](const auto& column) { return to_lower(column.name) == to_lower(name); });
  }
  return source;
}

Result<Written> load_job(const WriteJob& job, const TargetTable& table, ColumnPlan plan,
                         const LoadTarget& into) {
  const Load load{.table = into.quoted_name,
                  .plan = plan,
                  .source = feed_source(job, table),
                  .insert_rows_max = job.options.insert_rows_max,
                  .replaces_duplicates = into.replaces_duplicates,
                  .sums_rows = into.sums_rows,
                  .is_private = into.is_private,
                  .replaces_all_rows = into.replaces_all_rows};
  auto stats = load_rows(*job.client, load);
  if (stats.has_value()) {
    return Written{.load = *std::move(stats), .plan = std::move(plan)};
  }
  return fail(explain_duplicate(std::move(stats).error(), job, table, plan, into.key));
}

Error explain_duplicate(Error error, const WriteJob& job, const TargetTable& table,
                        const ColumnPlan& plan, const UniqueKey* only_key) {
  if (error.detail(kNumberDetail) != kDuplicateEntry) {
    return error;
  }
  const std::string name = duplicate_key_of(error);
  const auto found = std::find_if(table.unique_keys.begin(), table.unique_keys.end(),
                                  [&](const UniqueKey& one) { return one.name == name; });
  const UniqueKey* const key = only_key != nullptr                ? only_key
                               : found != table.unique_keys.end() ? &*found
                                                                  : nullptr;
  return key == nullptr || !key->is_whole
             ? std::move(error)
             : name_duplicate_rows(std::move(error), feed_source(job, table), plan, key->columns);
}

Result<ColumnPlan> fit_columns(const WriteJob& job, TargetTable& table) {
  const exchange::Schema added = new_columns(job.columns, table);
  if (!added.empty() && job.options.new_columns == NewColumns::kError) {
    return fail(
        kColumnsDiffer,
        table.title + " does not have these columns of the input: " + join(names_of(added), ", "),
        "leave them out in a transform or by 'columns', or set 'on_new_column' to add or "
        "ignore");
  }
  if (!added.empty() && job.options.new_columns == NewColumns::kIgnore) {
    job.context.observer.warn("mysql.columns_ignored",
                              table.title +
                                  " does not have these columns of the input, "
                                  "which were not written: " +
                                  join(names_of(added), ", "),
                              static_cast<std::int64_t>(added.size()));
  }
  if (!added.empty() && job.options.new_columns == NewColumns::kAdd) {
    OSIRIS_TRY(const ColumnPlan checked, plan_columns(job.columns, table));
    OSIRIS_CHECKED(add_columns(job, table, added));
    OSIRIS_TRY(auto described, describe_target(*job.client, table.name));
    if (!described) {
      return fail(kTableUnknown, table.title + " disappeared", "run again");
    }
    described->title = table.title;
    table = *std::move(described);
  }
  return plan_columns(job.columns, table);
}

void warn_if_not_transactional(const WriteJob& job, const TargetTable& table) {
  if (!table.is_transactional) {
    job.context.observer.warn("mysql.not_transactional",
                              table.title + " is a table of engine " + printable(table.engine) +
                                  ", which cannot undo: if the step or the server ends amid the "
                                  "last statements, a part of what they do is left",
                              1);
  }
}

Status run_statement(Client& client, const std::string& sql) {
  const auto done = client.execute(sql);
  return done.has_value() ? Status() : fail(done.error());
}

std::string all_tables_beside(const TableName& target) { return quote_name(target.schema) + ".*"; }

Error name_rights(Error error, const NeededRights& needed) {
  if (error.is(kAccessDenied) && error.hint.find("grant ") == std::string::npos) {
    error.hint = "grant " + std::string(needed.rights) + " on " + printable(needed.place) +
                 " to the user: " + needed.reason;
  }
  return error;
}

Result<Written> in_transaction(const WriteJob& job, const std::function<Result<Written>()>& work) {
  std::chrono::milliseconds pause = kFirstWait;
  for (int tries = 1;; ++tries) {
    auto done = try_transaction(*job.client, work);
    if (done.has_value() || !is_lock_trouble(done.error()) || tries == kTriesMax) {
      return done;
    }
    job.context.observer.note("tries again: " + done.error().message);
    wait(pause, job.context.stop);
    pause *= 2;
  }
}

}  // namespace osiris::components::mysql
