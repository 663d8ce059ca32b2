#include "osiris/run/source_files.h"

#include "osiris/format/json.h"
#include "osiris/run/readable_paths.h"

#include <fmt/format.h>

namespace osiris::run {
namespace {

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

}  // namespace

Status note_source_files(const compile::ManifestStep& step, const Path& project_dir,
                         const session::SessionFolder& folder, AdapterServices& services) {
  OSIRIS_TRY(const std::vector<Path> paths, source_paths(step, project_dir, services));
  Value notes = Value::array();
  for (const Path& path : paths) {
    if (const auto stamp = services.files.stamp(path)) {
      notes.push_back(to_value(path, *stamp));
    }
  }
  if (notes.items().empty()) {
    return {};
  }
  return services.files.write_text(notes_of(step, folder), to_pretty_json(notes) + "\n",
                                   Durability::kLater);
}

Status check_source_files(const compile::ManifestStep& step, const session::SessionFolder& folder,
                          const FileSystem& files) {
  const auto text = files.read_text(notes_of(step, folder), 1U << 20);
  const auto notes = text.has_value() ? parse_json(*text) : Result<Value>(Value::array());
  if (!notes.has_value() || !notes->is_array()) {
    return fail(kInputChanged, "what step '" + step.id + "' read cannot be told any more",
                "run the pipeline anew, or add `--from " + step.id + "`");
  }
  for (const Value& note : notes->items()) {
    const Path path(note.text_or("path", ""));
    const auto now = files.stamp(path);
    if (!now.has_value() || to_value(path, *now) != note) {
      return fail(kInputChanged,
                  fmt::format("step '{}' read '{}', which {} since", step.id, path.string(),
                              now.has_value() ? "has changed" : "is gone"),
                  "run the pipeline anew, or add `--from " + step.id + "` to read it again");
    }
  }
  return {};
}

}  // namespace osiris::run
