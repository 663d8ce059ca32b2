#include "components/mysql.writer/append.h"

#include "components/mysql.writer/load_marker.h"
#include "components/mysql.writer/row_copy.h"
#include "components/mysql/error_class.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace osiris::components::mysql {
namespace {

/// The input must be what an earlier attempt wrote: else neither way would be right.
Status check_same_rows(const WriteJob& job, std::int64_t rows_then) {
  if (rows_then == job.rows) {
    return {};
  }
  return fail(kLoadUnclear,
              "an earlier attempt of this step appended " + std::to_string(rows_then) +
                  " rows to " + job.options.table.text() + ", and its input now has " +
                  std::to_string(job.rows),
              "start a new run for what is new");
}

/// Tells whether an earlier attempt did the work; if not, this one has begun.
Result<bool> begin(const WriteJob& job, const std::string& load_id) {
  if (load_id.empty()) {
    return false;
  }
  OSIRIS_TRY(const auto rows_then, begin_load(*job.client, job.options.table, load_id));
  if (rows_then) {
    OSIRIS_CHECKED(check_same_rows(job, *rows_then));
  }
  return rows_then.has_value();
}

Status finish(const WriteJob& job, const std::string& load_id, std::int64_t rows) {
  return load_id.empty() ? Status() : finish_load(*job.client, job.options.table, load_id, rows);
}

/// Loads straight into the table: its engine undoes what turns out to be wrong.
Result<Written> append_in_transaction(const WriteJob& job, const TargetTable& table,
                                      const ColumnPlan& plan, const std::string& load_id) {
  return in_transaction(job, [&]() -> Result<Written> {
    OSIRIS_TRY(const bool is_done, begin(job, load_id));
    if (is_done) {
      return Written{.is_repeated = true};
    }
    OSIRIS_TRY(Written written, load_job(job, table, plan, table.name.quoted()));
    OSIRIS_CHECKED(finish(job, load_id, written.load.rows));
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
                                              " c JOIN " + table.name.quoted() + " t ON " +
                                              equal_keys(key.columns, "c", "t") + " LIMIT 1"));
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
Result<Written> move_rows(const WriteJob& job, const TargetTable& table, const ColumnPlan& plan,
                          const TableName& copy, const std::string& load_id) {
  OSIRIS_CHECKED(check_keys(*job.client, table, plan, copy));
  OSIRIS_TRY(const bool is_done, begin(job, load_id));
  if (is_done) {
    return Written{.is_repeated = true};
  }
  const std::string names = target_names(plan);
  auto moved = job.client->execute("INSERT INTO " + table.name.quoted() + " (" + names +
                                   ") SELECT " + names + " FROM " + copy.quoted());
  if (!moved.has_value()) {
    return fail(std::move(moved).error().within("moving rows into " + table.title +
                                                ", which cannot undo, so some may be there"));
  }
  OSIRIS_CHECKED(check_warnings(*job.client, *moved));
  OSIRIS_CHECKED(finish(job, load_id, static_cast<std::int64_t>(moved->rows_affected)));
  return Written{};
}

Result<Written> append_by_copy(const WriteJob& job, const TargetTable& table,
                               const ColumnPlan& plan, const std::string& load_id) {
  job.context.observer.warn("mysql.not_transactional",
                            table.title + " is a table of engine " + table.engine +
                                ", which cannot undo: if the server dies amid the last step, a "
                                "part of the rows may be left",
                            1);
  OSIRIS_TRY(const TableName copy, make_row_copy(*job.client, table, plan, nullptr));
  OSIRIS_TRY(Written written, load_job(job, table, plan, copy.quoted()));
  const std::string markers =
      load_id.empty() ? "" : ", " + markers_of(table.name).quoted() + " WRITE";
  OSIRIS_CHECKED(run_statement(*job.client, "LOCK TABLES " + table.name.quoted() + " WRITE, " +
                                                table.name.quoted() + " AS t WRITE" + markers));
  auto moved = move_rows(job, table, plan, copy, load_id);
  OSIRIS_CHECKED(run_statement(*job.client, "UNLOCK TABLES"));
  if (!moved.has_value() || moved->is_repeated) {
    return moved;
  }
  return written;
}

}  // namespace

Result<Written> append_rows(const WriteJob& job, TargetTable table, const std::string& load_id) {
  OSIRIS_TRY(const ColumnPlan plan, fit_columns(job, table));
  if (!load_id.empty()) {
    OSIRIS_CHECKED(prepare_markers(*job.client, table.name));
  }
  return table.is_transactional ? append_in_transaction(job, table, plan, load_id)
                                : append_by_copy(job, table, plan, load_id);
}

}  // namespace osiris::components::mysql
