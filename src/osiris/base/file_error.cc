#include "osiris/base/file_error.h"

#include "osiris/base/text.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
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

/// Tells whether the same call may succeed a moment later, whoever does what. A full disk is not
/// meant: somebody has to free space first.
bool may_pass(int error_number) {
  switch (error_number) {
    case EINTR:
    case EAGAIN:
    case EBUSY:
    case EMFILE:
    case ENFILE:
    case ESTALE:
    case ETIMEDOUT:
      return true;
    default:
      return false;
  }
}

/// Makes the error for a file that cannot be created though nothing is said to stand in its way:
/// what it is a link to has no folder, its own folder is not there, or takes no files as that of
/// /proc.
Error no_place_error(std::string_view action, const Path& path) {
  std::error_code problem;
  const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
  const std::string what = fmt::format("cannot {} '{}': ", action, path.string());
  if (const Path link = std::filesystem::read_symlink(path, problem); !problem) {
    return make_error(kFileNotFound,
                      what + "it is a link to '" + link.string() + "', whose folder does not exist",
                      "Create that folder, or remove the link.");
  }
  if (std::filesystem::is_directory(folder, problem)) {
    return make_error(kFileDenied,
                      what + "no file can be made in the folder '" + folder.string() + "'",
                      "Choose another folder.");
  }
  return make_error(kFileNotFound, what + "the folder '" + folder.string() + "' does not exist",
                    "Create the folder or check the path.");
}

}  // namespace

Error file_error(int error_number, std::string_view action, const Path& path) {
  Cause cause = cause_of(error_number);
  std::error_code problem;
  if (const Path link = std::filesystem::read_symlink(path, problem);
      error_number == ENOENT && !problem) {
    cause.text = "it is a link to '" + link.string() + "', which does not exist";
    cause.hint = "Put a file there, or correct the link.";
  }
  Error error =
      make_error(cause.code, fmt::format("cannot {} '{}': {}", action, path.string(), cause.text),
                 std::move(cause.hint))
          .with("path", path.string());
  return may_pass(error_number) ? std::move(error).retryable() : error;
}

Error creation_error(int error_number, std::string_view action, const Path& path) {
  if (error_number != ENOENT || !path.has_filename()) {
    return file_error(error_number, action, path);
  }
  return no_place_error(action, path).with("path", path.string());
}

Error file_too_large_error(const Path& path, std::uintmax_t bytes_max) {
  return make_error(kFileTooLarge,
                    fmt::format("cannot read '{}': it is larger than {}", path.string(),
                                format_bytes(static_cast<long long>(bytes_max))),
                    "Check that this is the right file.")
      .with("path", path.string());
}

}  // namespace osiris
