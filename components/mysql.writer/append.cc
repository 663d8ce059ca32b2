#include "components/mysql.writer/append.h"

#include "components/mysql.writer/load_marker.h"
#include "components/mysql.writer/row_copy.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace osiris::components::mysql {
namespace {

// The target's name in statements that have it twice.
constexpr const char* kTarget = "_osiris_target";

/// Fails as rows would if the user may not write them: a statement without one asks the server.
/// Else the table of loads, which is written first, would stand for the target in the refusal.
Status check_rights(const WriteJob& job, const TargetTable& table, const ColumnPlan& plan) {
  std::vector<std::string> values(plan.size(), "NULL");
  Status done =
      run_statement(*job.client, "INSERT INTO " + table.name.quoted() + " (" + target_names(plan) +
                                     ") SELECT " + join(values, ", ") + " FROM DUAL WHERE FALSE");
  return done.has_value()
             ? Status()
             : fail(name_rights(std::move(done).error(), {.rights = "SELECT, INSERT",
                                                          .place = table.name.quoted(),
                                                          .reason = "rows are appended to it"}));
}

Status finish(const WriteJob& job, const std::string& load_id, const LoadStats& load) {
  return load_id.empty() ? Status()
                         : finish_load(*job.client, job.options.table, load_id,
                                       {.rows = load.rows, .sum = load.sum});
}

/// Loads straight into the table: its engine undoes what turns out to be wrong.
Result<Written> append_in_transaction(const WriteJob& job, const TargetTable& table,
                                      const ColumnPlan& plan, const std::string& load_id) {
  const LoadTarget into{.quoted_name = table.name.quoted(), .sums_rows = !load_id.empty()};
  return in_transaction(job, [&]() -> Result<Written> {
    if (!load_id.empty()) {
      OSIRIS_TRY(const auto earlier, begin_load(*job.client, table.name, load_id));
      if (earlier) {
        return repeat(job, table, plan, *earlier);
      }
    }
    OSIRIS_TRY(Written written, load_job(job, table, plan, into));
    OSIRIS_CHECKED(finish(job, load_id, written.load));
    return written;
  });
}

/// Fails if rows of the copy have a key that is there already, or twice among them.
Status check_keys(Client& client, const TargetTable& table, const ColumnPlan& plan,
                  const TableName& copy) {
  for (const UniqueKey& key : table.unique_keys) {
    const bool is_given =
        std::all_of(key.columns.begin(), key.columns.end(), [&](const std::string& name) {
          return std::any_of(plan.begin(), plan.end(), [&](const PlannedColumn& column) {
            return to_lower(column.target.name) == to_lower(name);
          });
        });
    if (!key.is_whole || !is_given) {
      continue;
    }
    std::vector<std::string> names;
    for (const std::string& name : key.columns) {
      names.push_back("c." + quote_name(name));
    }
    const std::string shown = "CONCAT_WS('-', " + join(names, ", ") + ")";
    OSIRIS_TRY(auto found, client.query_value("SELECT " + shown + " FROM " + copy.quoted() +
                                              " c STRAIGHT_JOIN " + table.name.quoted() + " " +
                                              kTarget + by_index(key.name) + " ON " +
                                              equal_keys(key.columns, "c", kTarget) + " LIMIT 1"));
    if (!found) {
      OSIRIS_TRY(found, client.query_value("SELECT " + shown + " FROM " + copy.quoted() +
                                           " c WHERE CONCAT(" + join(names, ", ") +
                                           ") IS NOT NULL GROUP BY " + join(names, ", ") +
                                           " HAVING COUNT(*) > 1 LIMIT 1"));
    }
    if (found) {
      return fail(kConstraintFailed,
                  "duplicate entry '" + printable(*found) + "' for key '" + printable(key.name) +
                      "' of " + table.title,
                  "leave out rows that are there already, or use `write_mode: upsert`");
    }
  }
  return {};
}

/// Moves rows that were looked at into a table whose engine cannot undo. Call with its lock.
Status move_rows(const WriteJob& job, const TargetTable& table, const ColumnPlan& plan,
                 const TableName& copy, const std::string& load_id, const LoadStats& load) {
  OSIRIS_CHECKED(check_keys(*job.client, table, plan, copy));
  if (!load_id.empty()) {
    OSIRIS_TRY(const auto earlier, begin_load(*job.client, table.name, load_id));
    if (earlier) {
      return fail(kLoadUnclear, "another attempt of this step appended its rows meanwhile",
                  "let only one run at a time work on a session");
    }
  }
  const std::string names = target_names(plan);
  auto moved = job.client->execute("INSERT INTO " + table.name.quoted() + " (" + names +
                                   ") SELECT " + names + " FROM " + copy.quoted());
  if (!moved.has_value()) {
    return fail(std::move(moved).error().within("moving rows into " + table.title +
                                                ", which cannot undo, so some may be there"));
  }
  OSIRIS_CHECKED(check_warnings(*job.client, *moved));
  return finish(job, load_id, load);
}

Result<Written> append_by_copy(const WriteJob& job, const TargetTable& table,
                               const ColumnPlan& plan, const std::string& load_id) {
  if (!load_id.empty()) {
    OSIRIS_TRY(const auto earlier, find_load(*job.client, table.name, load_id));
    if (earlier) {
      return repeat(job, table, plan, *earlier);
    }
  }
  warn_if_not_transactional(job, table);
  OSIRIS_TRY(const RowCopy copy, make_row_copy(*job.client, table, plan, nullptr));
  OSIRIS_TRY(Written written, load_job(job, table, plan,
                                       {.quoted_name = copy.name.quoted(),
                                        .sums_rows = !load_id.empty(),
                                        .is_private = true}));
  std::string locks =
      table.name.quoted() + " WRITE, " + table.name.quoted() + " AS " + kTarget + " WRITE";
  if (!load_id.empty()) {
    locks += ", " + markers_of(table.name).quoted() + " WRITE";
  }
  if (Status locked = run_statement(*job.client, "LOCK TABLES " + locks); !locked.has_value()) {
    return fail(name_rights(std::move(locked).error(),
                            {.rights = "LOCK TABLES",
                             .place = all_tables_beside(table.name),
                             .reason = "rows go at once into a table that cannot undo"}));
  }
  const Status moved = move_rows(job, table, plan, copy.name, load_id, written.load);
  OSIRIS_CHECKED(run_statement(*job.client, "UNLOCK TABLES"));
  return moved.has_value() ? Result<Written>(std::move(written)) : fail(moved.error());
}

}  // namespace

Result<Written> repeat(const WriteJob& job, const TargetTable& table, const ColumnPlan& plan,
                       const FinishedLoad& earlier) {
  const Load load{.table = "", .plan = plan, .source = feed_source(job, table), .sums_rows = true};
  OSIRIS_TRY(const std::string sum, sum_rows(load, earlier.sum));
  if (sum != earlier.sum) {
    return fail(kLoadUnclear,
                "an earlier attempt of this step appended " + std::to_string(earlier.rows) +
                    " rows to " + table.title + ", and now its input has other rows",
                "start a new run for what is new");
  }
  return Written{.is_repeated = true};
}

Result<Written> append_rows(const WriteJob& job, TargetTable table, const std::string& load_id) {
  OSIRIS_TRY(const ColumnPlan plan, fit_columns(job, table));
  OSIRIS_CHECKED(check_rights(job, table, plan));
  if (!load_id.empty()) {
    OSIRIS_CHECKED(prepare_markers(*job.client, table.name));
  }
  return table.is_transactional ? append_in_transaction(job, table, plan, load_id)
                                : append_by_copy(job, table, plan, load_id);
}

}  // namespace osiris::components::mysql
