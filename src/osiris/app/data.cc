// The verbs `data ls`, `data show`, `data sql` and `data export`.

#include "osiris/app/session_data.h"
#include "osiris/app/verbs.h"
#include "osiris/base/local_socket.h"
#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace osiris::app {
namespace {

/// Returns the kind of answer that belongs to a request.
template <class Answer>
Result<Answer> ask_for(const World& world, const std::string& session, const DataRequest& request,
                       const std::stop_token& stop = {}) {
  OSIRIS_TRY(DataAnswer answer, ask_session(world, session, request, stop));
  if (auto* expected = std::get_if<Answer>(&answer)) {
    return std::move(*expected);
  }
  return fail(kSocketBroken, "the process of session '" + session + "' answers something else");
}

/// Leaves out of DuckDB's proposals what is no relation of the session, such as its own catalogue.
std::string without_odd_names(const World& world, const std::string& session,
                              const std::string& message) {
  constexpr std::string_view kProposal = "Did you mean \"";
  std::vector<std::string> kept;
  for (const std::string& line : split(message, '\n')) {
    const std::size_t end = line.find('"', kProposal.size());
    if (!line.starts_with(kProposal) || end == std::string::npos) {
      kept.push_back(line);
      continue;
    }
    const std::string name = line.substr(kProposal.size(), end - kProposal.size());
    const auto relations = list_data(world, session);
    if (relations.has_value() &&
        std::any_of(relations->begin(), relations->end(),
                    [&](const auto& relation) { return relation.name == name; })) {
      kept.push_back(line);
    }
  }
  return join(kept, "\n");
}

/// Says in the words of who asks, where the error's hint speaks of steps.
Error explain_query(const World& world, const std::string& session, Error error) {
  if (error.is(exchange::kSqlInvalid)) {
    error.message = without_odd_names(world, session, error.message);
    error.hint = "correct the query; `osiris data ls " + session +
                 "` lists relations and columns, and a name with a dash stands in double quotes";
  } else if (error.is(exchange::kSqlNotOneSelect)) {
    error.hint = "ask with one SELECT at a time";
  }
  return error;
}

}  // namespace

Result<std::vector<exchange::RelationInfo>> list_data(const World& world,
                                                      const std::string& session) {
  return ask_for<std::vector<exchange::RelationInfo>>(world, session, ListRequest{});
}

Result<exchange::TextTable> show_data(const World& world, const std::string& session,
                                      const std::string& relation, std::int64_t limit) {
  return ask_for<exchange::TextTable>(world, session,
                                      ShowRequest{.relation = relation, .rows_max = limit});
}

Result<exchange::TextTable> query_data(const World& world, const std::string& session,
                                       const std::string& sql, std::int64_t limit,
                                       const std::stop_token& stop) {
  auto table = ask_for<exchange::TextTable>(world, session,
                                            QueryRequest{.sql = sql, .rows_max = limit}, stop);
  if (!table.has_value()) {
    return fail(explain_query(world, session, std::move(table).error()));
  }
  return table;
}

Result<ExportResult> export_data(const World& world, const ExportRequest& request,
                                 const std::stop_token& stop) {
  return ask_for<ExportResult>(world, request.session, request, stop);
}

}  // namespace osiris::app
