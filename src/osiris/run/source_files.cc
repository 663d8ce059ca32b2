#include "osiris/run/source_files.h"

#include "osiris/format/json.h"
#include "osiris/run/readable_paths.h"
#include "osiris/sdk/file_pattern.h"

#include <fmt/format.h>

#include <set>

namespace osiris::run {
namespace {

/// Room for the notes of sdk::kFilesMax files with long paths. Unit: bytes.
constexpr std::uintmax_t kNotesBytesMax = 256U << 20;

Path notes_of(const compile::ManifestStep& step, const session::SessionFolder& folder) {
  return folder.step_artifacts(step.id) / "source_files.json";
}

Value to_value(const Path& path, const FileStamp& stamp) {
  Value value = Value::object();
  value.set("path", path.string());
  value.set("bytes", static_cast<std::int64_t>(stamp.bytes));
  value.set("modified_ns", stamp.modified_ns);
  return value;
}

bool is_set(const Path& path, const FileSystem& files) {
  return files.is_directory(path) || (sdk::is_pattern(path) && !files.exists(path));
}

/// Returns the files that a named path stands for now; of a folder all, as only the component knows
/// which of them it takes.
std::vector<Path> files_of(const Path& path, const FileSystem& files) {
  if (!is_set(path, files)) {
    return {path};
  }
  return sdk::find_files(path, {""}, files).value_or(std::vector<Path>());
}

Status changed(const compile::ManifestStep& step, const Path& path, const std::string& what) {
  return fail(kInputChanged,
              fmt::format("step '{}' read '{}', which {} since", step.id, path.string(), what),
              "run the pipeline anew, or add `--from " + step.id + "` to read it again");
}

/// Looks for files that a folder or pattern has gained.
Status check_set(const compile::ManifestStep& step, const Path& set,
                 const std::set<std::string>& noted, const FileSystem& files) {
  for (const Path& path : files_of(set, files)) {
    if (!noted.contains(path.string())) {
      return changed(step, set, "has the new file '" + path.string() + "'");
    }
  }
  return {};
}

}  // namespace

Status note_source_files(const compile::ManifestStep& step, const Path& project_dir,
                         const session::SessionFolder& folder, AdapterServices& services) {
  OSIRIS_TRY(const std::vector<Path> paths, source_paths(step, project_dir, services));
  Value sets = Value::array();
  Value noted = Value::array();
  std::set<std::string> known;
  for (const Path& named : paths) {
    if (is_set(named, services.files)) {
      sets.push_back(named.string());
    }
    for (const Path& path : files_of(named, services.files)) {
      const auto stamp = services.files.stamp(path);
      if (stamp.has_value() && known.insert(path.string()).second) {
        noted.push_back(to_value(path, *stamp));
      }
    }
  }
  if (noted.items().empty() && sets.items().empty()) {
    return {};
  }
  Value notes = Value::object();
  notes.set("sets", std::move(sets));
  notes.set("files", std::move(noted));
  return services.files.write_text(notes_of(step, folder), to_pretty_json(notes) + "\n",
                                   Durability::kLater);
}

Status check_source_files(const compile::ManifestStep& step, const session::SessionFolder& folder,
                          const FileSystem& files) {
  if (!files.exists(notes_of(step, folder))) {
    return {};
  }
  const auto text = files.read_text(notes_of(step, folder), kNotesBytesMax);
  const auto notes = text.has_value() ? parse_json(*text) : Result<Value>(Value());
  const Value* const noted = notes.has_value() ? notes->find("files") : nullptr;
  const Value* const sets = notes.has_value() ? notes->find("sets") : nullptr;
  if (noted == nullptr || !noted->is_array() || sets == nullptr || !sets->is_array()) {
    return fail(kInputChanged, "what step '" + step.id + "' read cannot be told any more",
                "run the pipeline anew, or add `--from " + step.id + "`");
  }
  std::set<std::string> known;
  for (const Value& note : noted->items()) {
    const Path path(note.text_or("path", ""));
    const auto now = files.stamp(path);
    if (!now.has_value() || to_value(path, *now) != note) {
      return changed(step, path, now.has_value() ? "has changed" : "is gone");
    }
    known.insert(path.string());
  }
  for (const Value& set : sets->items()) {
    if (!set.is_string()) {
      continue;
    }
    OSIRIS_CHECKED(check_set(step, Path(set.as_string()), known, files));
  }
  return {};
}

}  // namespace osiris::run
