#include "osiris/base/descriptor.h"

#include <cerrno>
#include <utility>

#include <sys/file.h>
#include <unistd.h>

namespace osiris {

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

Descriptor::~Descriptor() { close(); }

int Descriptor::release() { return std::exchange(number_, -1); }

void Descriptor::close() {
  if (number_ >= 0) {
    const int kept = errno;
    ::close(std::exchange(number_, -1));
    errno = kept;
  }
}

int write_fully(int descriptor, std::string_view& bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return written == 0 ? EIO : errno;  // Accepting nothing for ever is a failure, too.
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int try_lock(int descriptor) {
  int outcome = -1;
  do {
    outcome = ::flock(descriptor, LOCK_EX | LOCK_NB);
  } while (outcome != 0 && errno == EINTR);
  return outcome == 0 ? 0 : errno;
}

}  // namespace osiris
