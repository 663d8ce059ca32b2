#include "osiris/base/hidden_name.h"

#include "osiris/base/descriptor.h"
#include "osiris/base/ids.h"

#include <fmt/format.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace osiris {
namespace {

/// Leaves room in the 255 bytes of a name for what a hidden name adds.
constexpr std::size_t kHiddenStemBytesMax = 200;
constexpr std::size_t kRandomDigits = 16;

std::string hidden_stem(const Path& target) {
  return "." + target.filename().string().substr(0, kHiddenStemBytesMax) + ".osiris-";
}

bool is_hidden_name(std::string_view name, std::string_view stem) {
  constexpr std::string_view kSuffix = ".tmp";
  if (name.size() != stem.size() + kRandomDigits + kSuffix.size() ||
      name.substr(0, stem.size()) != stem || name.substr(stem.size() + kRandomDigits) != kSuffix) {
    return false;
  }
  const std::string_view random = name.substr(stem.size(), kRandomDigits);
  return random.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Path new_hidden_path(const Path& target) {
  return target.parent_path() / fmt::format("{}{:016x}.tmp", hidden_stem(target), random_bits());
}

void visit_hidden_paths(const Path& target, const std::function<void(const Path&)>& visit) {
  const std::string stem = hidden_stem(target);
  std::error_code problem;
  std::filesystem::directory_iterator at(folder_of(target), problem);
  for (; !problem && at != std::filesystem::directory_iterator(); at.increment(problem)) {
    if (is_hidden_name(at->path().filename().string(), stem)) {
      visit(at->path());
    }
  }
}

Path folder_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

int sync_folder(const Path& folder) {
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A folder that may be written but not read, or that cannot be synchronised, is no failure of
  // ours: the file is in its place.
  if (!directory.is_open() || ::fsync(directory.number()) == 0) {
    return 0;
  }
  return errno == EINVAL || errno == EOPNOTSUPP || errno == EROFS ? 0 : errno;
}

}  // namespace osiris
