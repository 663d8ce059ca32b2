#include "components/filesystem.csv_writer/part_files.h"

#include "components/filesystem.csv_writer/csv_write.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <utility>

namespace osiris::components {

Error too_many_files(std::size_t parts_max) {
  return make_error(
      kCsvTooManyFiles,
      "the rows need more than " + group_thousands(static_cast<long long>(parts_max)) + " files",
      "raise 'rows_per_file' or 'bytes_per_file'");
}

Result<std::unique_ptr<PartFiles>> PartFiles::open(const sdk::StepConfig& config, const Path& path,
                                                   FileSystem& files, std::size_t parts_max) {
  if (!path.has_filename() || files.is_directory(path)) {
    return fail(kFileKind, "cannot write '" + path.string() + "': it is a folder",
                "let 'path' name a file in it");
  }
  if (config.flag("create_dirs")) {
    OSIRIS_CHECKED(files.create_directories(path.parent_path()));
  }
  std::unique_ptr<PartFiles> parts(
      new PartFiles(path, files, config.text("if_exists") != "fail", parts_max));
  OSIRIS_TRY(parts->set_, files.create_atomic_set(parts->names_.pattern()));
  OSIRIS_CHECKED(parts->names_in_place());
  return parts;
}

Status PartFiles::begin() {
  end_last();
  if (parts_.size() == parts_max_) {
    return fail(too_many_files(parts_max_));
  }
  const std::string name = names_.name(parts_.size() + 1);
  parts_.push_back({.path = names_.folder() / name, .bytes = 0, .rows = 0, .sha256 = {}});
  sum_.emplace();
  return set_->begin(name);
}

Status PartFiles::write(std::string_view bytes) {
  parts_.back().bytes += static_cast<std::int64_t>(bytes.size());
  sum_->add(bytes);
  return set_->write(bytes);
}

Result<WrittenParts> PartFiles::commit() {
  end_last();
  WrittenParts written;
  OSIRIS_CHECKED(set_->commit([&]() -> Result<std::vector<std::string>> {
    OSIRIS_TRY(std::vector<std::string> names, names_in_place());
    std::erase_if(
        names, [&](const std::string& name) { return *names_.number_of(name) <= parts_.size(); });
    written.removed = names.size();
    return names;
  }));
  written.files = std::move(parts_);
  return written;
}

Result<std::vector<std::string>> PartFiles::names_in_place() const {
  OSIRIS_TRY(const std::vector<DirectoryEntry> entries, files_.list(names_.folder()));
  std::vector<std::string> names;
  for (const DirectoryEntry& entry : entries) {
    if (!names_.number_of(entry.name).has_value()) {
      continue;
    }
    if (!may_replace_) {
      return fail(kCsvTargetExists,
                  "'" + (names_.folder() / entry.name).string() + "' exists already",
                  "remove the files of that name, write to another 'path', or set 'if_exists' to "
                  "replace");
    }
    names.push_back(entry.name);
  }
  return names;
}

void PartFiles::end_last() {
  if (sum_.has_value()) {
    parts_.back().sha256 = sum_->finish_hex();
    sum_.reset();
  }
}

}  // namespace osiris::components
