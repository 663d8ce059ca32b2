#include "components/filesystem/byte_source.h"

#include "components/filesystem/unpacker.h"
#include "osiris/base/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

namespace osiris::components {
namespace {

class FileSource final : public ByteSource {
 public:
  FileSource(Descriptor descriptor, Path path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Result<std::size_t> read(std::span<char> space) override {
    for (;;) {
      const ssize_t count = ::read(descriptor_.number(), space.data(), space.size());
      if (count >= 0) {
        return static_cast<std::size_t>(count);
      }
      if (errno != EINTR) {
        return fail(file_error(errno, "read", path_));
      }
    }
  }

 private:
  Descriptor descriptor_;
  Path path_;
};

/// Unpacks another source.
class UnpackingSource final : public ByteSource {
 public:
  UnpackingSource(std::unique_ptr<ByteSource> packed, std::string name, Packing packing,
                  const ErrorCode& mismatch)
      : packed_(std::move(packed)),
        name_(std::move(name)),
        packing_(packing),
        mismatch_(mismatch),
        unpacker_(make_unpacker(packing)),
        buffer_(kInnerBytes) {}

  Result<std::size_t> read(std::span<char> space) override {
    for (;;) {
      const auto count = unpacker_->unpack(input_, space);
      if (!count) {
        return fail(mismatch_,
                    name_ + ": the file is not valid " + std::string(to_string(packing_)),
                    "set 'compression' to none if it is not packed, or get the file again");
      }
      if (*count > 0) {
        return *count;
      }
      OSIRIS_TRY(const std::size_t more, packed_->read(buffer_));
      input_ = std::string_view(buffer_.data(), more);
      if (more == 0) {
        return unpacker_->is_whole() ? Result<std::size_t>(0) : cut_off();
      }
    }
  }

 private:
  Result<std::size_t> cut_off() const {
    return fail(mismatch_, name_ + ": the " + std::string(to_string(packing_)) + " file is cut off",
                "get the file again");
  }

  std::unique_ptr<ByteSource> packed_;
  std::string name_;
  Packing packing_;
  const ErrorCode& mismatch_;
  std::unique_ptr<Unpacker> unpacker_;
  std::vector<char> buffer_;
  std::string_view input_;  ///< What is left of the buffer.
};

Result<Descriptor> open_regular(const Path& path, std::int64_t& bytes) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info{};
  if (!descriptor.is_open() || ::fstat(descriptor.number(), &info) != 0) {
    return fail(file_error(errno, "read", path));
  }
  if (S_ISDIR(info.st_mode)) {
    return fail(file_error(EISDIR, "read", path));
  }
  if (!S_ISREG(info.st_mode)) {
    return fail(kFileKind, "cannot read '" + path.string() + "': it is not a regular file",
                "write its content to a file first: it has to be read twice");
  }
  bytes = info.st_size;
  return descriptor;
}

/// Refuses what its first bytes show to be packed otherwise than expected, or to be no text. No
/// text begins so but for one in UTF-16.
Status check_head(const Descriptor& descriptor, const std::string& name, Packing expected,
                  const ErrorCode& mismatch) {
  std::array<char, kHeadBytes> bytes{};
  const ssize_t count = ::pread(descriptor.number(), bytes.data(), bytes.size(), 0);
  const std::string_view head(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  const Packing found = packing_of_bytes(head);
  if (found != Packing::kNone && found != expected) {
    const std::string word(to_string(found));
    return fail(mismatch, name + ": the file is packed with " + word,
                "set 'compression' to " + word + ", or end the file's name in " +
                    (found == Packing::kGzip ? ".gz" : ".zst"));
  }
  const auto foreign = expected == Packing::kNone ? foreign_content(head) : std::nullopt;
  return foreign ? fail(mismatch, name + ": the file is " + std::string(foreign->what),
                        std::string(foreign->remedy))
                 : Status();
}

}  // namespace

Result<OpenedFile> open_file(const Path& path, const std::string& name, const PackingRule& rule) {
  OpenedFile file;
  OSIRIS_TRY(Descriptor descriptor, open_regular(path, file.bytes));
  const Packing expected = rule.of(path);
  if (rule.bytes_tell) {
    OSIRIS_CHECKED(check_head(descriptor, name, expected, rule.mismatch));
  }
  file.content = std::make_unique<FileSource>(std::move(descriptor), path);
  if (expected != Packing::kNone) {
    file.content =
        std::make_unique<UnpackingSource>(std::move(file.content), name, expected, rule.mismatch);
  }
  return file;
}

}  // namespace osiris::components
