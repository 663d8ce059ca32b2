// The verbs `data ls`, `data show`, `data sql` and `data export`.

#include "osiris/app/session_data.h"
#include "osiris/app/verbs.h"
#include "osiris/base/local_socket.h"

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
  return ask_for<exchange::TextTable>(world, session, QueryRequest{.sql = sql, .rows_max = limit},
                                      stop);
}

Result<ExportResult> export_data(const World& world, const ExportRequest& request,
                                 const std::stop_token& stop) {
  return ask_for<ExportResult>(world, request.session, request, stop);
}

}  // namespace osiris::app
