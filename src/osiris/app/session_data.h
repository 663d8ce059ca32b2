#pragma once
// A session's data, for the verbs that look into it, whether it is still running or not.

#include "osiris/app/data_request.h"
#include "osiris/app/project.h"

#include <stop_token>
#include <string>

namespace osiris::app {

/// Answers a request about a session: from its database, or, while a process runs the session, by
/// asking that process. Errors: session.not_found; session.locked if the process does not answer;
/// file.not_found without a database; those of answer_request; data.answer_too_large.
Result<DataAnswer> ask_session(const World& world, const std::string& session,
                               const DataRequest& request, const std::stop_token& stop);

}  // namespace osiris::app
