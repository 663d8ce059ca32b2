#include "components/mysql.writer/make_table.h"

#include "components/mysql.writer/staging.h"
#include "components/mysql.writer/table_definition.h"
#include "components/mysql/error_class.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace osiris::components::mysql {
namespace {

// ER_ROW_IS_REFERENCED and ER_ROW_IS_REFERENCED_2: another table's foreign key is in the way.
constexpr std::array<std::string_view, 2> kReferenced{"1217", "1451"};

// WARN_DATA_TRUNCATED and ER_DATA_TOO_LONG: a text is longer than its column.
constexpr std::array<std::string_view, 2> kTooLong{"1265", "1406"};

void append_all(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

/// Refuses to replace a table by one that would lack what somebody gave it.
Status check_definition(Client& client, const TargetTable& old, const WriteOptions& options) {
  OSIRIS_TRY(const TableBonds bonds, describe_bonds(client, old));
  std::vector<std::string> lost;
  for (const UniqueKey& key : old.unique_keys) {
    if (key.name != "PRIMARY" || options.key.empty()) {
      lost.push_back(
          (key.name == "PRIMARY" ? "the primary key" : "index '" + printable(key.name) + "'"));
    }
  }
  for (const std::string& index : old.other_indexes) {
    lost.push_back("index '" + printable(index) + "'");
  }
  append_all(lost, bonds.triggers);
  append_all(lost, bonds.foreign_keys);
  append_all(lost, bonds.checks);
  for (const TargetColumn& column : old.columns) {
    if (column.is_generated) {
      lost.push_back("generated column '" + printable(column.name) + "'");
    }
  }
  if (old.is_partitioned) {
    lost.push_back("its partitions");
  }
  if (old.keeps_history) {
    lost.push_back("its history");
  }
  if (lost.empty()) {
    return {};
  }
  return fail(kDefinitionAtRisk,
              "a table made anew in the place of " + old.name.text() +
                  " would not have what that has: " + join(lost, ", "),
              "use `write_mode: truncate` to keep the definition, or drop these first");
}

/// A table that is filled before anybody knows it.
struct Staging {
  TableName name;
  std::string create_sql;
  bool replaces = false;  ///< The target is there.
  std::string load_id = {};
};

std::string comment_of(const std::string& load_id) { return "osiris load " + load_id + " "; }

Result<Written> fill(const WriteJob& job, const Staging& staging) {
  OSIRIS_CHECKED(run_statement(*job.client, staging.create_sql));
  OSIRIS_TRY(auto described, describe_target(*job.client, staging.name));
  if (!described) {
    return fail(kTableUnknown, staging.name.text() + " disappeared", "run again");
  }
  described->title = job.options.table.text();
  OSIRIS_TRY(ColumnPlan plan, fit_columns(job, *described));
  const LoadTarget into{.quoted_name = staging.name.quoted(),
                        .sums_rows = !staging.load_id.empty(),
                        .is_private = true};
  OSIRIS_TRY(Written written, load_job(job, *described, std::move(plan), into));
  if (!staging.load_id.empty()) {
    OSIRIS_CHECKED(run_statement(*job.client, "ALTER TABLE " + staging.name.quoted() +
                                                  " COMMENT = '" + comment_of(staging.load_id) +
                                                  written.load.sum + "'"));
  }
  return written;
}

/// Removes the table that the target was. The rows are in their place, whatever becomes of this: it
/// hears no stop, and what fails is a warning.
void drop_old(const WriteJob& job, const TableName& old) {
  Status dropped = job.client ? drop_table(*job.client, old) : Status();
  if (!job.client || !dropped.has_value()) {
    dropped = drop_leftover(job.settings, old, {});
  }
  if (!dropped.has_value()) {
    job.context.observer.warn(
        "mysql.leftover",
        "all rows are in " + job.options.table.text() +
            ", but the table that it was could not be removed: " + dropped.error().message +
            "; drop " + old.text() + ", or let the next step do it that replaces the table",
        1);
  }
}

/// Tells whether an error leaves open what the statement did.
bool is_unanswered(const Error& error) {
  return error.is(kCancelled) || error.is(kConnectionLost) || error.is(kServerTimeout);
}

/// Looks whether a swap took effect all the same. The job has no client afterwards.
bool took_effect(WriteJob& job, const Swap& swap, const Error& error) {
  if (!swap.old || !is_unanswered(error)) {
    return false;
  }
  job.client->interrupt();  // So that the server ends the statement if it still waits.
  job.client.reset();
  return has_swapped(job.settings, swap, job.context.stop).value_or(false);
}

Result<Written> fill_and_swap(WriteJob& job, const Staging& staging) {
  auto written = fill(job, staging);
  if (written.has_value()) {
    const Swap swap = plan_swap(staging.name, job.options.table, staging.replaces);
    Status swapped = swap_in(*job.client, swap);
    if (swapped.has_value() || took_effect(job, swap, swapped.error())) {
      if (swap.old) {
        drop_old(job, *swap.old);
      }
      return written;
    }
    written = fail(std::move(swapped).error());
  }
  job.client.reset();  // Ends what it does, and so lets go of the table.
  // What cannot be removed now, the next run removes.
  static_cast<void>(drop_leftover(job.settings, staging.name, job.context.stop));
  return fail(name_rights(std::move(written).error(),
                          {.rights = "SELECT, INSERT, CREATE, ALTER, DROP",
                           .place = all_tables_beside(job.options.table),
                           .reason = "a table is filled under another name, which takes the place "
                                     "of " +
                                     job.options.table.text()}));
}

/// Returns the names of the key's columns that hold text.
std::vector<std::string> text_keys(const WriteJob& job) {
  std::vector<std::string> names;
  for (const exchange::Column& column : job.columns) {
    const bool is_key = std::any_of(
        job.options.key.begin(), job.options.key.end(),
        [&](const std::string& name) { return to_lower(name) == to_lower(column.name); });
    if (is_key && column.type.id == exchange::TypeId::kVarchar) {
      names.push_back(column.name);
    }
  }
  return names;
}

/// Tells of the options when the types that a made table has are why a row was refused.
Error explain_made_types(Error error, const WriteJob& job) {
  const std::string number = error.detail(kNumberDetail);
  const std::vector<std::string> keys = text_keys(job);
  if (number == kDuplicateEntry && !keys.empty()) {
    error.hint =
        "leave out duplicates in a transform; if they differ in case, accents or blanks at the "
        "end, set 'collation' (utf8mb4_bin) or give the key a type by 'column_types'";
  }
  const bool is_cut = std::find(kTooLong.begin(), kTooLong.end(), number) != kTooLong.end();
  for (const std::string& key : keys) {
    if (is_cut && error.message.find("column '" + printable(key) + "'") != std::string::npos) {
      error.hint =
          "a text in the key becomes VARCHAR(255): give it a longer type by 'column_types', such "
          "as VARCHAR(700)";
    }
  }
  return error;
}

}  // namespace

std::optional<FinishedLoad> load_of(const TargetTable& table, const std::string& load_id) {
  const std::string comment = comment_of(load_id);
  if (load_id.empty() || !table.comment.starts_with(comment)) {
    return std::nullopt;
  }
  return FinishedLoad{.rows = 0, .sum = table.comment.substr(comment.size())};
}

Result<Written> make_table(WriteJob& job, const std::optional<TargetTable>& old,
                           const std::string& load_id) {
  if (old) {
    OSIRIS_CHECKED(check_definition(*job.client, *old, job.options));
  }
  Staging staging{.name = staging_name(job.options.table),
                  .create_sql = {},
                  .replaces = old.has_value(),
                  .load_id = load_id};
  OSIRIS_TRY(staging.create_sql,
             create_table_sql(staging.name, job.columns, job.options, job.client->server()));
  auto written = fill_and_swap(job, staging);
  return written.has_value() ? std::move(written)
                             : fail(explain_made_types(std::move(written).error(), job));
}

Result<Written> refill_table(WriteJob& job, TargetTable table) {
  OSIRIS_TRY(const TableBonds bonds, describe_bonds(*job.client, table));
  const bool is_bound =
      !bonds.triggers.empty() || !bonds.foreign_keys.empty() || table.keeps_history;
  if (!is_bound) {
    const TableName staging = staging_name(table.name);
    return fill_and_swap(
        job, {.name = staging,
              .create_sql = "CREATE TABLE " + staging.quoted() + " LIKE " + table.name.quoted(),
              .replaces = true});
  }
  if (!table.is_transactional) {
    std::vector<std::string> reasons = bonds.triggers;
    append_all(reasons, bonds.foreign_keys);
    return fail(kDefinitionAtRisk,
                table.name.text() + " is a table of engine " + printable(table.engine) +
                    ", which cannot undo, and cannot be put in the place of itself because of " +
                    join(reasons, ", "),
                "convert it to InnoDB, or drop these first");
  }
  OSIRIS_TRY(ColumnPlan plan, fit_columns(job, table));
  auto written = in_transaction(job, [&]() -> Result<Written> {
    OSIRIS_CHECKED(run_statement(*job.client, "DELETE FROM " + table.name.quoted()));
    return load_job(job, table, plan,
                    {.quoted_name = table.name.quoted(), .replaces_all_rows = true});
  });
  if (written.has_value()) {
    return written;
  }
  Error error = name_rights(std::move(written).error(), {.rights = "SELECT, INSERT, DELETE",
                                                         .place = table.name.quoted(),
                                                         .reason = "its rows are replaced"});
  const std::string number = error.detail(kNumberDetail);
  if (std::find(kReferenced.begin(), kReferenced.end(), number) != kReferenced.end()) {
    error.hint =
        "rows of another table point to rows of this one, which so cannot be emptied; use "
        "`write_mode: upsert`";
  }
  return fail(std::move(error));
}

}  // namespace osiris::components::mysql
