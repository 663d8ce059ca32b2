#pragma once
// What `--json` prints: one document for each verb. docs/reference/cli.md describes them.

#include "osiris/app/data_export.h"
#include "osiris/app/verbs.h"

#include <string>
#include <vector>

namespace osiris::cli {

/// Puts status, exit code and its name into a document: every verb's document ends with them.
Value finished(Value document, ExitCode exit_code);

/// {"status":"error","error":{…},"exit_code","exit_name"}
Value error_document(const Error& error, ExitCode exit_code);
Value error_value(const Error& error);

/// One finding: type, message, location as the Python osiris has them, and our code, severity,
/// file, line, column, end_column, hint.
Value finding_value(const Diagnostic& finding);

/// valid, file, errors, warnings, infos, name, steps_count.
Value validate_value(const app::ValidateResult& result);
Value compile_value(const app::CompileResult& result);
/// The same, with what makes it differ from the manifest that it was compared with.
Value check_value(const app::CheckResult& result);
/// same, before, after, inputs, changes.
Value diff_value(const app::DiffResult& result);
/// files: of each file, changed, errors, and formatted (the text) if that is asked for.
Value format_value(const std::vector<app::FormatResult>& results, bool with_text);
Value run_value(const app::RunResult& result);
Value init_value(const app::InitResult& result);
/// runs, total, bytes (of all that fit), damaged_lines.
Value runs_value(const std::vector<session::RunRecord>& runs, const session::RunList& list,
                 std::int64_t bytes);
Value run_details_value(const app::RunDetails& details);
/// sessions, bytes, kept, data_only, dry_run.
Value clean_value(const app::CleanResult& result, const app::CleanRequest& request,
                  app::CleanAction action);
Value relations_value(const std::vector<exchange::RelationInfo>& relations);
/// file, relation, format, rows, bytes.
Value export_value(const app::ExportResult& result);
/// Rows as lists in the order of `columns`.
Value table_value(const exchange::TextTable& table);
/// Rows as objects; a second column of one name is told apart by a number: "a", "a_1".
Value row_objects(const exchange::TextTable& table);
Value components_value(const std::vector<app::ComponentSummary>& components);
Value component_value(const sdk::Spec& spec);
Value version_value(const app::VersionInfo& info);

}  // namespace osiris::cli
