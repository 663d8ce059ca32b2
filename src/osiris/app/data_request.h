#pragma once
// What can be asked of a session's data, and what is answered: as values, and as lines between two
// processes.

#include "osiris/app/data_export.h"
#include "osiris/exchange/relation.h"
#include "osiris/format/value.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

namespace osiris::app {

/// Asks for all relations.
struct ListRequest {};
/// Asks for the first rows of a relation.
struct ShowRequest {
  std::string relation;
  std::int64_t rows_max = 0;
};
/// Asks a query, which may only read.
struct QueryRequest {
  std::string sql;
  std::int64_t rows_max = 0;
};
using DataRequest = std::variant<ListRequest, ShowRequest, QueryRequest, ExportRequest>;

/// The answer to a ListRequest is relations, to an ExportRequest a file, else a table.
using DataAnswer =
    std::variant<std::vector<exchange::RelationInfo>, exchange::TextTable, ExportResult>;

/// Answers from an open database. `on_progress` of `control` is called now and then meanwhile.
/// Errors: relation.not_found, sql.*, database.*, file.*, data.export_format_unknown,
/// run.cancelled.
Result<DataAnswer> answer_request(exchange::Connection& connection, FileSystem& files,
                                  const DataRequest& request, const exchange::RunControl& control);

/// Writes and reads one JSON value for each, for processes of the same release: what one writes is
/// what the other reads, values and types alike. Errors: socket.broken if it is none.
Value to_value(const DataRequest& request);
Result<DataRequest> request_from_value(const Value& value);
Value to_value(const Result<DataAnswer>& answer);
/// A failure that was written is the failure of this call.
Result<DataAnswer> answer_from_value(const Value& value);

}  // namespace osiris::app
