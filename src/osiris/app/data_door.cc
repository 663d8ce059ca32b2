#include "osiris/app/data_door.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace osiris::app {
namespace {

/// Both sides hold an answer in memory, one of them beside a pipeline that needs it.
constexpr std::int64_t kRowsMax = 100'000;
constexpr std::size_t kAnswerBytesMax = std::size_t{1} << 30;
constexpr std::size_t kRequestBytesMax = std::size_t{16} << 20;
/// More people than look at one run at once; each takes a thread.
constexpr std::size_t kVisitsMax = 8;

/// Returns the bound on rows in a request, if its kind has one.
std::int64_t* rows_bound(DataRequest& request) {
  if (auto* show = std::get_if<ShowRequest>(&request)) {
    return &show->rows_max;
  }
  if (auto* query = std::get_if<QueryRequest>(&request)) {
    return &query->rows_max;
  }
  return nullptr;
}

/// Answers with so many rows at most; more are refused, never left out in silence.
Result<DataAnswer> answer_bounded(exchange::Connection& connection, FileSystem& files,
                                  DataRequest request, const exchange::RunControl& control) {
  std::int64_t* const rows_max = rows_bound(request);
  const bool bounded = rows_max != nullptr && *rows_max > kRowsMax;
  if (bounded) {
    *rows_max = kRowsMax + 1;
  }
  OSIRIS_TRY(DataAnswer answer, answer_request(connection, files, request, control));
  const auto* const table = std::get_if<exchange::TextTable>(&answer);
  if (bounded && table != nullptr && table->rows.size() > static_cast<std::size_t>(kRowsMax)) {
    return fail(kAnswerTooLarge,
                "the answer has more than " + group_thousands(kRowsMax) +
                    " rows, too many to ask of a session that is running",
                "ask for fewer with `--limit`, write a relation to a file with `osiris data "
                "export`, or ask again when the run has ended");
  }
  return answer;
}

}  // namespace

Result<std::unique_ptr<DataDoor>> DataDoor::open(const session::SessionFolder& folder,
                                                 exchange::Database& database, FileSystem& files) {
  OSIRIS_TRY(LocalListener listener, LocalListener::open(folder.data_socket()));
  return std::unique_ptr<DataDoor>(new DataDoor(std::move(listener), database, files));
}

DataDoor::DataDoor(LocalListener listener, exchange::Database& database, FileSystem& files)
    : listener_(std::move(listener)), database_(database), files_(files) {
  receiver_ = std::jthread([this](const std::stop_token& stop) { receive(stop); });
}

DataDoor::~DataDoor() {
  receiver_.request_stop();
  receiver_.join();
  visits_.clear();  // Stops and joins each.
}

void DataDoor::receive(const std::stop_token& stop) {
  while (auto caller = listener_.accept(stop)) {
    visits_.remove_if([](const Visit& visit) { return visit.over.load(); });
    if (visits_.size() >= kVisitsMax) {
      continue;  // Hangs up; the caller is told that the session is busy.
    }
    Visit& visit = visits_.emplace_back();
    visit.thread = std::jthread(
        [this, &visit, stream = std::move(*caller)](const std::stop_token& leave) mutable {
          serve(std::move(stream), leave);
          visit.over = true;
        });
  }
}

void DataDoor::serve(LocalStream caller, const std::stop_token& stop) const {
  const auto line = caller.read_line(kRequestBytesMax, stop);
  if (!line.has_value()) {
    return;
  }
  // The work is in vain when the run ends or the caller went away.
  std::stop_source in_vain;
  const std::stop_callback leave(stop, [&in_vain] { in_vain.request_stop(); });
  const exchange::RunControl control{.stop = in_vain.get_token(),
                                     .on_progress = [&](const exchange::Progress&) {
                                       if (caller.is_gone()) {
                                         in_vain.request_stop();
                                       }
                                     }};
  const Result<DataAnswer> answer = [&]() -> Result<DataAnswer> {
    OSIRIS_TRY(const Value value, parse_json(*line));
    OSIRIS_TRY(DataRequest request, request_from_value(value));
    OSIRIS_TRY(const auto connection, database_.connect());
    return answer_bounded(*connection, files_, std::move(request), control);
  }();
  // A caller that does not wait for its answer needs none.
  static_cast<void>(caller.write_line(to_json(to_value(answer)), stop));
}

Result<DataAnswer> ask_at_door(const session::SessionFolder& folder, const DataRequest& request,
                               const std::stop_token& stop) {
  OSIRIS_TRY(LocalStream stream, LocalStream::connect(folder.data_socket()));
  OSIRIS_CHECKED(stream.write_line(to_json(to_value(request)), stop));
  OSIRIS_TRY(const std::string line, stream.read_line(kAnswerBytesMax, stop));
  OSIRIS_TRY(const Value value, parse_json(line));
  return answer_from_value(value);
}

}  // namespace osiris::app
