#include "osiris/app/logs.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml.h"
#include "osiris/run/step_plan.h"
#include "osiris/session/session_folder.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace osiris::app {
namespace {

/// Read at once: more lines than anybody looks at, and little memory.
constexpr std::uintmax_t kPieceBytes = 1 << 20;

Path path_of(const session::SessionFolder& folder, LogKind kind) {
  switch (kind) {
    case LogKind::kEvents:
      return folder.events_log();
    case LogKind::kMetrics:
      return folder.metrics_log();
    case LogKind::kText:
      break;
  }
  return folder.text_log();
}

/// Returns how grave a level is. One of another release's making is shown always.
int gravity_of(std::string_view level) {
  constexpr std::array<std::string_view, 4> kLevels{"DEBUG", "INFO", "WARNING", "ERROR"};
  return static_cast<int>(std::find(kLevels.begin(), kLevels.end(), level) - kLevels.begin());
}

/// Says line by line which ones are asked for.
class LineFilter {
 public:
  explicit LineFilter(const LogRequest& request) : request_(request) {}

  bool takes(std::string_view line) {
    if (request_.kind != LogKind::kText) {
      const auto value = parse_json(line);
      return value.has_value() && value->is_object() &&
             (request_.step_id.empty() || value->text_or("step_id", "") == request_.step_id);
    }
    // What is indented goes on with the entry above.
    if (!line.empty() && line.front() != ' ') {
      entry_fits_ = takes_entry(line);
    }
    return entry_fits_;
  }

 private:
  /// An entry is `<time> <level> <text>`; the text of a step begins with `step '<id>': `.
  bool takes_entry(std::string_view line) const {
    const std::size_t after_time = std::min(line.find(' '), line.size());
    line.remove_prefix(std::min(after_time + 1, line.size()));
    const std::string_view level = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(level.size() + 1, line.size()));
    if (!request_.level.empty() && gravity_of(level) < gravity_of(request_.level)) {
      return false;
    }
    return request_.step_id.empty() || line.starts_with("step '" + request_.step_id + "'");
  }

  const LogRequest& request_;
  bool entry_fits_ = true;
};

/// Reads a growing log from where it stopped the last time.
class LogReader {
 public:
  LogReader(const FileSystem& files, Path path, const LogRequest& request)
      : files_(files), path_(std::move(path)), filter_(request) {}

  /// Returns the lines that were completed since; those of a log that is not there yet are none.
  Result<std::vector<std::string>> read_lines() {
    std::vector<std::string> lines;
    for (;;) {
      const auto piece = files_.read_part(path_, offset_, kPieceBytes);
      if (!piece.has_value() && !piece.error().is(kFileNotFound)) {
        return fail(piece.error());
      }
      if (!piece.has_value() || piece->empty()) {
        return lines;
      }
      offset_ += piece->size();
      take_piece(*piece, lines);
    }
  }

 private:
  void take_piece(std::string_view piece, std::vector<std::string>& lines) {
    for (std::size_t end = piece.find('\n'); end != std::string_view::npos;
         end = piece.find('\n')) {
      torn_ += piece.substr(0, end);
      piece.remove_prefix(end + 1);
      if (filter_.takes(torn_)) {
        lines.push_back(torn_);
      }
      torn_.clear();
    }
    torn_ += piece;
  }

  const FileSystem& files_;
  Path path_;
  LineFilter filter_;
  std::uintmax_t offset_ = 0;
  std::string torn_;  ///< The begin of a line whose rest is not there yet.
};

/// Checks that the session has the step whose lines are asked for, as far as its manifest can tell.
Status check_step(const FileSystem& files, const session::SessionFolder& folder,
                  const std::string& step_id) {
  const auto text =
      step_id.empty() ? Result<std::string>(std::string()) : files.read_text(folder.manifest());
  const auto manifest =
      text.has_value() ? parse_yaml(*text, folder.manifest().string()).value : std::nullopt;
  const Value* const steps =
      manifest.has_value() && manifest->is_object() ? manifest->find("steps") : nullptr;
  if (steps == nullptr || !steps->is_array()) {
    return {};
  }
  std::vector<std::string> ids;
  for (const Value& step : steps->items()) {
    ids.push_back(step.is_object() ? step.text_or("id", "") : "");
  }
  if (std::find(ids.begin(), ids.end(), step_id) != ids.end()) {
    return {};
  }
  return fail(run::kStepUnknown,
              "the session has no step '" + printable(step_id) + "'" + suggest(step_id, ids),
              "there are: " + join(ids, ", "));
}

void keep_last(std::vector<std::string>& lines, std::int64_t last) {
  if (last > 0 && lines.size() > static_cast<std::size_t>(last)) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(last));
  }
}

}  // namespace

Result<LogLines> show_log(const World& world, const LogRequest& request) {
  OSIRIS_TRY(const session::SessionFolder folder,
             session::find_session(world.files, sessions_dir(world), request.session));
  OSIRIS_CHECKED(check_step(world.files, folder, request.step_id));
  LogLines log{
      .session_id = folder.root.filename(), .file = path_of(folder, request.kind), .lines = {}};
  LogReader reader(world.files, log.file, request);
  OSIRIS_TRY(log.lines, reader.read_lines());
  keep_last(log.lines, request.last);
  return log;
}

Status follow_log(const World& world, const LogRequest& request, const LineSink& sink,
                  const Waiting& wait) {
  OSIRIS_TRY(const session::SessionFolder folder,
             session::find_session(world.files, sessions_dir(world), request.session));
  OSIRIS_CHECKED(check_step(world.files, folder, request.step_id));
  LogReader reader(world.files, path_of(folder, request.kind), request);
  for (bool first = true;; first = false) {
    // Looked at before reading: what an ended run wrote is there by then.
    const bool running = FileLock::is_held(folder.lock());
    OSIRIS_TRY(std::vector<std::string> lines, reader.read_lines());
    if (first) {
      keep_last(lines, request.last);
    }
    if (!lines.empty()) {
      sink(lines);
    }
    if (!running || !wait()) {
      return {};
    }
  }
}

}  // namespace osiris::app
