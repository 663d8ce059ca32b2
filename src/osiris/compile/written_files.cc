#include "osiris/compile/written_files.h"

#include "osiris/sdk/file_pattern.h"
#include "osiris/sdk/step_context.h"

#include <algorithm>

namespace osiris::compile {
namespace {

using std::filesystem::path;

path normal(const std::string& text) { return path(text).lexically_normal(); }

bool appends(const ManifestStep& step) {
  const Value* const how = step.config.find("if_exists");
  return how != nullptr && *how == Value("append");
}

bool is_split(const ManifestStep& step, const sdk::Spec& spec) {
  return std::any_of(spec.splits.begin(), spec.splits.end(), [&](const std::string& option) {
    const Value* const limit = step.config.find(option);
    return limit != nullptr && !limit->is_null();
  });
}

/// Tells whether a path is the file, or one of those that it is split into.
bool means(const path& named, const WrittenFile& file) {
  if (!file.parts) {
    return named == file.path;
  }
  return named.parent_path() == file.parts->folder() &&
         file.parts->number_of(named.filename().string()).has_value();
}

bool overlap(const WrittenFile& one, const WrittenFile& other) {
  if (one.step->connection != other.step->connection) {
    return false;
  }
  if (one.parts && other.parts) {
    return one.parts->pattern() == other.parts->pattern();
  }
  return one.parts ? means(other.path, one) : means(one.path, other);
}

/// Tells whether a path that may be a folder, or a pattern of names in one, stands for the file.
bool takes(const path& named, const WrittenFile& file) {
  const path one = file.parts ? file.parts->folder() / file.parts->name(1) : file.path;
  if (sdk::is_pattern(named) && named.parent_path() == one.parent_path()) {
    return sdk::matches(named.filename().string(), one.filename().string());
  }
  const path folder = named == "." ? path() : named.has_filename() ? named : named.parent_path();
  const auto [in_folder, in_file] =
      std::mismatch(folder.begin(), folder.end(), one.begin(), one.end());
  return folder.is_absolute() == one.is_absolute() && in_folder == folder.end() &&
         in_file != one.end();
}

}  // namespace

WrittenFiles::WrittenFiles(const std::vector<ManifestStep>& steps, const sdk::Registry& registry)
    : registry_(registry) {
  for (const ManifestStep& step : steps) {
    const auto spec = registry.spec(step.component);
    if (step.mode != sdk::Mode::kWrite || !spec.has_value()) {
      continue;
    }
    for (const std::string& option : (*spec)->writes) {
      const Value* const named = step.config.find(option);
      if (named == nullptr || !named->is_string()) {
        continue;
      }
      WrittenFile file{
          .step = &step, .option = option, .path = normal(named->as_string()), .parts = {}};
      if (is_split(step, **spec)) {
        file.parts.emplace(file.path);
      }
      files_.push_back(std::move(file));
    }
  }
}

std::vector<SharedFile> WrittenFiles::shared() const {
  std::vector<SharedFile> found;
  for (auto file = files_.begin(); file != files_.end(); ++file) {
    const auto first = std::find_if(files_.begin(), file, [&](const WrittenFile& other) {
      return overlap(*file, other) && !(appends(*file->step) && appends(*other.step));
    });
    if (first != file) {
      found.push_back({*file, first->step});
    }
  }
  return found;
}

std::vector<const ManifestStep*> WrittenFiles::writers_for(const ManifestStep& step) const {
  std::vector<const ManifestStep*> writers;
  const auto spec = registry_.spec(step.component);
  if (step.mode != sdk::Mode::kRead || !spec.has_value()) {
    return writers;
  }
  for (const Member& option : step.config.members()) {
    const auto is_in = [&](const std::vector<std::string>& options) {
      return std::find(options.begin(), options.end(), option.key) != options.end();
    };
    const bool names_files = is_in((*spec)->sources) || is_in((*spec)->reads);
    if (!option.value.is_string() && !names_files) {
      continue;
    }
    for (const std::string& text : sdk::StepConfig(step.config).texts(option.key)) {
      const path named = normal(text);
      for (const WrittenFile& file : files_) {
        if (file.step->connection == step.connection &&
            (means(named, file) || (names_files && takes(named, file)))) {
          writers.push_back(file.step);
        }
      }
    }
  }
  return writers;
}

}  // namespace osiris::compile
