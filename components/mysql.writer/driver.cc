// mysql.writer: the one input becomes rows of a table, all of them or none. Options: spec.yaml
// beside this file; which guarantee each mode gives: docs/guide/mysql.md.

#include "components/mysql.writer/append.h"
#include "components/mysql.writer/component.h"
#include "components/mysql.writer/load_marker.h"
#include "components/mysql.writer/make_table.h"
#include "components/mysql.writer/staging.h"
#include "components/mysql.writer/upsert.h"
#include "components/mysql.writer/write_job.h"
#include "components/mysql/doctor.h"
#include "components/mysql/error_class.h"
#include "osiris/base/text.h"
#include "osiris/exchange/relation.h"

#include <optional>
#include <string>
#include <utility>

namespace osiris::components {

inline constexpr ErrorCode kMysqlInputCount{
    "mysql.input_count", Fault::kUser,
    "A table is written from exactly one input. Name one step in `needs`, or join the inputs in a "
    "transform first."};

namespace {

using mysql::TargetTable;
using mysql::WriteJob;
using mysql::WriteMode;
using mysql::Written;

// What the server must not decide by itself: strict; 0 is 0 in a column that counts; all that it
// changes is told, and remembered until we have read it. No wait is endless.
constexpr const char* kSessionSettings =
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION', "
    "sql_notes = 1, max_error_count = 1000, foreign_key_checks = 1, unique_checks = 1, "
    "sql_safe_updates = 0, autocommit = 1, completion_type = 0, lock_wait_timeout = 60";

Result<const sdk::StepInput*> single_input(const sdk::StepContext& context) {
  if (context.inputs.size() == 1) {
    return &context.inputs.front();
  }
  return fail(kMysqlInputCount,
              "the writer has " + std::to_string(context.inputs.size()) + " inputs, not one",
              "name exactly one step in 'needs'; a duckdb.processor step can join several");
}

/// Opens the connection, in a state that does not depend on how the server is set up.
Result<std::unique_ptr<mysql::Client>> open_client(const mysql::Settings& settings,
                                                   mysql::TableName& table,
                                                   const std::stop_token& stop) {
  OSIRIS_TRY(auto client, mysql::Client::open(settings, stop));
  OSIRIS_CHECKED(mysql::run_statement(*client, kSessionSettings));
  OSIRIS_TRY(const auto rule, client->query_value("SELECT @@lower_case_table_names"));
  if (rule.value_or("") == "1") {
    table = {.schema = to_lower(table.schema), .name = to_lower(table.name)};
  }
  return client;
}

Error unknown_table(const mysql::TableName& table) {
  return make_error(mysql::kTableUnknown, "there is no table " + table.text(),
                    "correct 'table', or set 'create_table' to true");
}

Result<Written> append(WriteJob& job) {
  const mysql::TableName& name = job.options.table;
  std::string load_id;
  if (job.options.marks_loads) {
    OSIRIS_TRY(load_id, mysql::load_id(job.context.files, job.context.places.artifacts_dir));
  }
  OSIRIS_TRY(auto table, mysql::describe_target(*job.client, name));
  if (!table && !job.options.creates_table) {
    return fail(unknown_table(name));
  }
  if (!table) {
    OSIRIS_CHECKED(mysql::lock_target(*job.client, name));
    OSIRIS_CHECKED(mysql::clear_leftovers(*job.client, name));
    OSIRIS_TRY(table, mysql::describe_target(*job.client, name));
    if (!table) {
      return mysql::make_table(job, std::nullopt, load_id);
    }
    OSIRIS_CHECKED(mysql::unlock_target(*job.client, name));
  }
  if (const auto earlier = mysql::load_of(*table, load_id)) {
    OSIRIS_TRY(const mysql::ColumnPlan plan, mysql::fit_columns(job, *table));
    return mysql::repeat(job, *table, plan, *earlier);
  }
  return mysql::append_rows(job, *std::move(table), load_id);
}

/// The modes that work beside the target, or on all of it: one run at a time.
Result<Written> write_alone(WriteJob& job) {
  const mysql::TableName& name = job.options.table;
  OSIRIS_CHECKED(mysql::lock_target(*job.client, name));
  OSIRIS_CHECKED(mysql::clear_leftovers(*job.client, name));
  OSIRIS_TRY(auto table, mysql::describe_target(*job.client, name));
  if (!table && !job.options.creates_table) {
    return fail(unknown_table(name));
  }
  if (!table || job.options.mode == WriteMode::kReplace) {
    return mysql::make_table(job, table);
  }
  return job.options.mode == WriteMode::kUpsert ? mysql::upsert_rows(job, *std::move(table))
                                                : mysql::refill_table(job, *std::move(table));
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const sdk::StepInput* const input, single_input(context));
  const mysql::Settings settings =
      mysql::read_settings(*context.settings, context.places.project_dir);
  OSIRIS_TRY(mysql::WriteOptions options, mysql::read_write_options(config, settings));
  OSIRIS_TRY(const exchange::RelationInfo info,
             exchange::describe_relation(context.connection, input->relation));
  OSIRIS_TRY(exchange::Schema columns, mysql::choose_columns(info.columns, options));
  OSIRIS_TRY(auto client, open_client(settings, options.table, context.stop));
  WriteJob job{.options = options,
               .context = context,
               .relation = input->relation,
               .columns = std::move(columns),
               .rows = info.rows,
               .settings = settings,
               .client = std::move(client)};
  OSIRIS_TRY(const Written written,
             options.mode == WriteMode::kAppend ? append(job) : write_alone(job));
  if (written.is_repeated) {
    context.observer.note("an earlier attempt appended the rows already");
    return sdk::StepResult{.relation = {}, .rows_in = info.rows, .rows_out = info.rows};
  }
  mysql::warn_of_losses(written.load.losses, written.plan, context.observer);
  return sdk::StepResult{.relation = {},
                         .rows_in = written.load.rows,
                         .rows_out = written.load.rows - written.rows_deduplicated,
                         .rows_deduplicated = written.rows_deduplicated,
                         .bytes = written.load.bytes};
}

}  // namespace

sdk::Component mysql_writer(std::string_view spec_yaml) {
  return {
      .name = "mysql.writer", .spec_yaml = spec_yaml, .run = run, .doctor = mysql::check_server};
}

}  // namespace osiris::components
