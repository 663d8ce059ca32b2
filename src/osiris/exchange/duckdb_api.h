#pragma once
// libduckdb's C functions, found at run time: commands that only parse or print never load the
// library. For the files of this folder only; everything else goes through Database and Connection.

#include "osiris/base/result.h"

#include <duckdb.h>
#include <string>

namespace osiris::exchange {

// Every C function that osiris calls, without its prefix `duckdb_`, by theme.
// clang-format off: it would fill the lines.

// The library, its settings, an open file.
#define OSIRIS_DUCKDB_DATABASE_FUNCTIONS(X) \
  X(library_version) \
  X(create_config) \
  X(set_config) \
  X(destroy_config) \
  X(open_ext) \
  X(close) \
  X(connect) \
  X(disconnect) \
  X(free)

// Statements that run at once, and what watches one.
#define OSIRIS_DUCKDB_QUERY_FUNCTIONS(X) \
  X(query) \
  X(result_error) \
  X(rows_changed) \
  X(column_count) \
  X(destroy_result) \
  X(get_table_names) \
  X(interrupt) \
  X(query_progress)

// SQL text to a prepared statement, and its columns.
#define OSIRIS_DUCKDB_PREPARED_FUNCTIONS(X) \
  X(extract_statements) \
  X(extract_statements_error) \
  X(prepare_extracted_statement) \
  X(destroy_extracted) \
  X(prepare_error) \
  X(nparams) \
  X(prepared_statement_type) \
  X(prepared_statement_column_count) \
  X(prepared_statement_column_name) \
  X(prepared_statement_column_logical_type) \
  X(destroy_prepare)

// A prepared statement run piece by piece.
#define OSIRIS_DUCKDB_PENDING_FUNCTIONS(X) \
  X(pending_prepared) \
  X(pending_prepared_streaming) \
  X(pending_execute_task) \
  X(pending_error) \
  X(execute_pending) \
  X(destroy_pending)

// Rows out: chunks of vectors.
#define OSIRIS_DUCKDB_CHUNK_FUNCTIONS(X) \
  X(fetch_chunk) \
  X(data_chunk_get_size) \
  X(data_chunk_get_vector) \
  X(destroy_data_chunk) \
  X(vector_get_data) \
  X(vector_get_validity) \
  X(list_vector_get_child) \
  X(list_vector_get_size) \
  X(struct_vector_get_child) \
  X(array_vector_get_child)

// Types of columns.
#define OSIRIS_DUCKDB_TYPE_FUNCTIONS(X) \
  X(get_type_id) \
  X(logical_type_get_alias) \
  X(decimal_width) \
  X(decimal_scale) \
  X(enum_dictionary_size) \
  X(enum_dictionary_value) \
  X(list_type_child_type) \
  X(array_type_child_type) \
  X(array_type_array_size) \
  X(map_type_key_type) \
  X(map_type_value_type) \
  X(struct_type_child_count) \
  X(struct_type_child_name) \
  X(struct_type_child_type) \
  X(union_type_member_count) \
  X(union_type_member_name) \
  X(union_type_member_type) \
  X(destroy_logical_type)

// Single values.
#define OSIRIS_DUCKDB_VALUE_FUNCTIONS(X) \
  X(get_list_size) \
  X(get_list_child) \
  X(get_varchar) \
  X(destroy_value)

// Rows in.
#define OSIRIS_DUCKDB_ARROW_FUNCTIONS(X) \
  X(arrow_scan)

#define OSIRIS_DUCKDB_FUNCTIONS(X) \
  OSIRIS_DUCKDB_DATABASE_FUNCTIONS(X) \
  OSIRIS_DUCKDB_QUERY_FUNCTIONS(X) \
  OSIRIS_DUCKDB_PREPARED_FUNCTIONS(X) \
  OSIRIS_DUCKDB_PENDING_FUNCTIONS(X) \
  OSIRIS_DUCKDB_CHUNK_FUNCTIONS(X) \
  OSIRIS_DUCKDB_TYPE_FUNCTIONS(X) \
  OSIRIS_DUCKDB_VALUE_FUNCTIONS(X) \
  OSIRIS_DUCKDB_ARROW_FUNCTIONS(X)

// clang-format on

/// The function table. Members have the C functions' own signatures.
struct DuckDbApi {
#define OSIRIS_DUCKDB_MEMBER(name) decltype(&::duckdb_##name) name = nullptr;
  OSIRIS_DUCKDB_FUNCTIONS(OSIRIS_DUCKDB_MEMBER)
#undef OSIRIS_DUCKDB_MEMBER
};

/// Loads libduckdb on the first call and checks its version.
/// Errors: database.library_unavailable.  Threads: safe.
Result<const DuckDbApi*> load_duckdb();

/// Returns the loaded library; calling it before load_duckdb() succeeded is a bug.
const DuckDbApi& duckdb();

/// Returns the file that the library was loaded from; empty if the system does not say.
std::string duckdb_file();

}  // namespace osiris::exchange
