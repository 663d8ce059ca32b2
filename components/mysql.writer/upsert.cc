#include "components/mysql.writer/upsert.h"

#include "components/mysql.writer/row_copy.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace osiris::components::mysql {
namespace {

std::set<std::string> lower_names(const std::vector<std::string>& names) {
  std::set<std::string> lower;
  for (const std::string& name : names) {
    lower.insert(to_lower(name));
  }
  return lower;
}

/// Finds the key of the table that has exactly the given columns.
Result<UniqueKey> find_key(const TargetTable& table, const std::vector<std::string>& columns) {
  const std::set<std::string> wanted = lower_names(columns);
  std::vector<std::string> others;
  for (const UniqueKey& key : table.unique_keys) {
    if (key.is_whole && lower_names(key.columns) == wanted) {
      return key;
    }
    others.push_back("(" + join(key.columns, ", ") + ")");
  }
  return fail(
      kNoUniqueKey,
      "(" + printable(join(columns, ", ")) + ") is no primary key or unique index of " +
          table.title +
          (others.empty() ? ", which has none" : ", which has " + printable(join(others, ", "))),
      "let 'primary_key' name one of these, or make a unique index of those columns");
}

/// What became of the rows.
struct UpsertCounts {
  std::int64_t inserted = 0;
  std::int64_t updated = 0;
  std::int64_t deleted = 0;
};

/// Everything that the statements of an upsert are made of.
struct Upsert {
  const WriteJob& job;
  const TargetTable& table;
  const ColumnPlan& plan;
  const UniqueKey& key;
  RowCopy copy;

  std::string target() const { return table.name.quoted() + " t"; }
  std::string source() const { return copy.name.quoted() + " s"; }
  std::string first_key() const { return quote_name(key.columns.front()); }
};

/// Fills the copy. Returns how many of the rows were replaced by later ones with the same key.
Result<Written> fill_copy(const Upsert& upsert) {
  const bool keeps_last = upsert.job.options.keeps_last_duplicate;
  auto written = load_job(upsert.job, upsert.table, upsert.plan,
                          {.quoted_name = upsert.copy.name.quoted(),
                           .replaces_duplicates = keeps_last,
                           .is_private = true,
                           .key = &upsert.key});
  if (!written.has_value()) {
    Error error = std::move(written).error();
    if (error.detail(kNumberDetail) == kDuplicateEntry) {
      error.hint = "remove duplicates in a transform, or set 'on_duplicate_key' to last";
      return fail(std::move(error).within("rows of the input have the same key, by the rules of " +
                                          upsert.table.title));
    }
    return fail(std::move(error));
  }
  if (keeps_last) {
    OSIRIS_TRY(const auto kept,
               upsert.job.client->query_value("SELECT COUNT(*) FROM " + upsert.copy.name.quoted()));
    written->rows_deduplicated =
        written->load.rows - parse_integer(kept.value_or("")).value_or(written->load.rows);
  }
  return written;
}

/// Reads "Rows matched: 40  Changed: 2  Warnings: 0".
std::int64_t number_behind(std::string_view words, std::string_view info) {
  const std::size_t at = info.find(words);
  if (at == std::string_view::npos) {
    return 0;
  }
  const std::string_view rest = info.substr(at + words.size());
  return parse_integer(rest.substr(0, rest.find_first_not_of("0123456789"))).value_or(0);
}

Result<Effect> run(const Upsert& upsert, const std::string& sql) {
  OSIRIS_TRY(Effect effect, upsert.job.client->execute(sql));
  OSIRIS_CHECKED(check_warnings(*upsert.job.client, effect));
  return effect;
}

/// The copy drives, so that few rows take little time whatever the table has.
std::string update_sql(const Upsert& upsert) {
  const std::set<std::string> key = lower_names(upsert.key.columns);
  std::vector<std::string> parts;
  for (const PlannedColumn& column : upsert.plan) {
    // Keys that are equal may be spelled differently.
    if (key.count(to_lower(column.target.name)) == 0 || column.target.kind == ColumnKind::kText) {
      const std::string name = quote_name(column.target.name);
      parts.push_back("t." + name + " = s." + name);
    }
  }
  return parts.empty() ? ""
                       : "UPDATE " + upsert.source() + " STRAIGHT_JOIN " + upsert.target() +
                             by_index(upsert.key.name) + " ON " +
                             equal_keys(upsert.key.columns, "s", "t") + " SET " + join(parts, ", ");
}

/// The rows of the table whose key the copy does not have, as both counting and removing say it.
std::string missing_rows(const Upsert& upsert) {
  return "FROM " + upsert.target() + " LEFT JOIN " + upsert.source() + by_index(upsert.copy.key) +
         " ON " + equal_keys(upsert.key.columns, "s", "t") + " WHERE s." + upsert.first_key() +
         " IS NULL";
}

Status check_share(const Upsert& upsert, std::int64_t removed, std::int64_t rows_before) {
  const std::int64_t percent_max = upsert.job.options.delete_percent_max;
  if (removed * 100 <= rows_before * percent_max) {
    return {};
  }
  return fail(kDeleteRefused,
              std::to_string(removed) + " of the " + std::to_string(rows_before) + " rows of " +
                  upsert.table.title + " are not in the input; more than " +
                  std::to_string(percent_max) + " % are not removed",
              "see that the input is complete, or raise 'delete_percent_max'");
}

Result<std::int64_t> count(const Upsert& upsert, const std::string& rows) {
  OSIRIS_TRY(const auto counted, upsert.job.client->query_value("SELECT COUNT(*) " + rows));
  return parse_integer(counted.value_or("")).value_or(0);
}

Status delete_missing(const Upsert& upsert, std::int64_t rows_before, UpsertCounts& counts) {
  OSIRIS_TRY(const Effect deleted, run(upsert, "DELETE t " + missing_rows(upsert)));
  counts.deleted = static_cast<std::int64_t>(deleted.rows_affected);
  return check_share(upsert, counts.deleted, rows_before);
}

/// Does the work on the table, within a transaction.
Result<UpsertCounts> merge(const Upsert& upsert) {
  UpsertCounts counts;
  const bool deletes = upsert.job.options.deletes_missing;
  std::int64_t rows_before = 0;
  if (deletes) {
    OSIRIS_TRY(rows_before, count(upsert, "FROM " + upsert.target()));
  }
  if (deletes && !upsert.table.is_transactional) {  // What is done then stays done.
    OSIRIS_TRY(const std::int64_t missing, count(upsert, missing_rows(upsert)));
    OSIRIS_CHECKED(check_share(upsert, missing, rows_before));
  }
  if (const std::string sql = update_sql(upsert); !sql.empty()) {
    OSIRIS_TRY(const Effect updated, run(upsert, sql));
    counts.updated = number_behind("Changed: ", updated.info);
  }
  OSIRIS_TRY(
      const Effect inserted,
      run(upsert, "INSERT INTO " + upsert.table.name.quoted() + " (" + target_names(upsert.plan) +
                      ") SELECT " + target_names(upsert.plan, "s.") + " FROM " + upsert.source() +
                      " LEFT JOIN " + upsert.target() + by_index(upsert.key.name) + " ON " +
                      equal_keys(upsert.key.columns, "s", "t") + " WHERE t." + upsert.first_key() +
                      " IS NULL"));
  counts.inserted = static_cast<std::int64_t>(inserted.rows_affected);
  if (deletes) {
    OSIRIS_CHECKED(delete_missing(upsert, rows_before, counts));
  }
  return counts;
}

void report(const Upsert& upsert, const UpsertCounts& counts, std::int64_t rows) {
  upsert.job.context.observer.note(upsert.table.title + ": " + std::to_string(counts.inserted) +
                                   " rows added, " + std::to_string(counts.updated) + " changed, " +
                                   std::to_string(rows - counts.inserted - counts.updated) +
                                   " as they were, " + std::to_string(counts.deleted) + " removed");
}

}  // namespace

Result<Written> upsert_rows(const WriteJob& job, TargetTable table) {
  OSIRIS_TRY(const UniqueKey key, find_key(table, job.options.key));
  if (job.options.deletes_missing && job.rows == 0) {
    return fail(kDeleteRefused,
                "the input has no rows, so delete_missing would empty " + table.title,
                "see why the input is empty; to empty a table use `write_mode: truncate`");
  }
  OSIRIS_TRY(ColumnPlan plan, fit_columns(job, table));
  const std::set<std::string> names = lower_names(key.columns);
  for (PlannedColumn& column : plan) {
    column.is_key = names.count(to_lower(column.target.name)) > 0;
    column.target.is_nullable = column.target.is_nullable && !column.is_key;
  }
  warn_if_not_transactional(job, table);
  OSIRIS_TRY(const RowCopy copy, make_row_copy(*job.client, table, plan, &key));
  const Upsert upsert{.job = job, .table = table, .plan = plan, .key = key, .copy = copy};
  OSIRIS_TRY(Written written, fill_copy(upsert));
  UpsertCounts counts;
  auto merged = in_transaction(job, [&]() -> Result<Written> {
    OSIRIS_TRY(counts, merge(upsert));
    return written;
  });
  if (!merged.has_value()) {
    Error error = explain_duplicate(std::move(merged).error(), job, table, plan, nullptr);
    return fail(name_rights(
        std::move(error), {.rights = job.options.deletes_missing ? "SELECT, INSERT, UPDATE, DELETE"
                                                                 : "SELECT, INSERT, UPDATE",
                           .place = table.name.quoted(),
                           .reason = "its rows are changed, and new ones are added"}));
  }
  report(upsert, counts, written.load.rows - written.rows_deduplicated);
  return written;
}

}  // namespace osiris::components::mysql
