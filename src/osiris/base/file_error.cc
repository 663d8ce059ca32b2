#include "osiris/base/file_error.h"

#include "osiris/base/text.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace osiris {
namespace {

/// One entry of the table from errno to what a person reads.
struct Cause {
  const ErrorCode& code;
  std::string text;
  std::string hint;
};

Cause cause_of(int error_number) {
  switch (error_number) {
    case ENOENT:
      return {kFileNotFound, "it does not exist", "Check the path."};
    case EACCES:
    case EPERM:
      return {kFileDenied, "permission denied",
              "Check the permissions of the path and its folders."};
    case EROFS:
      return {kFileDenied, "the file system is read-only", "Choose a path that may be written."};
    case EISDIR:
      return {kFileKind, "it is a folder", "Give the path of a file."};
    case ENOTDIR:
      return {kFileKind, "it, or a part of its path, is not a folder", "Check the path."};
    case EEXIST:
      return {kFileExists, "it exists already", "Remove it or choose another name."};
    case ENOSPC:
      return {kDiskFull, "the disk is full", "Free space and run again."};
    case EDQUOT:
      return {kDiskFull, "the disk quota is used up", "Free space or raise the quota, run again."};
    case EFBIG:
      return {kDiskFull, "it would grow beyond the largest allowed file",
              "Raise the file size limit (`ulimit -f`) or write to another file system."};
    case EPIPE:
      return {kFileIo, "the reader has gone away", ""};
    case ENAMETOOLONG:
      return {kFileIo, "the name is too long", "Choose a shorter name."};
    case EMFILE:
    case ENFILE:
      return {kFileIo, "too many files are open", "Raise the limit of open files (`ulimit -n`)."};
    default:
      return {kFileIo, std::generic_category().message(error_number), ""};
  }
}

}  // namespace

Error file_error(int error_number, std::string_view action, const Path& path) {
  Cause cause = cause_of(error_number);
  return make_error(cause.code,
                    fmt::format("cannot {} '{}': {}", action, path.string(), cause.text),
                    std::move(cause.hint))
      .with("path", path.string());
}

Error creation_error(int error_number, std::string_view action, const Path& path) {
  if (error_number != ENOENT || !path.has_filename()) {
    return file_error(error_number, action, path);
  }
  const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
  return make_error(kFileNotFound,
                    fmt::format("cannot {} '{}': the folder '{}' does not exist", action,
                                path.string(), folder.string()),
                    "Create the folder or check the path.")
      .with("path", path.string());
}

Error file_too_large_error(const Path& path, std::uintmax_t bytes_max) {
  return make_error(kFileTooLarge,
                    fmt::format("cannot read '{}': it is larger than {}", path.string(),
                                format_bytes(static_cast<long long>(bytes_max))),
                    "Check that this is the right file.")
      .with("path", path.string());
}

}  // namespace osiris
