#include "osiris/base/local_socket.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace osiris {
namespace {

constexpr int kBacklog = 16;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

/// The name of a socket for the kernel, which takes 107 bytes at most. A longer path is reached
/// through its open folder.
class Address {
 public:
  static Result<Address> of(const Path& path) {
    Address address;
    address.name_.sun_family = AF_UNIX;
    std::string text = path.string();
    if (text.size() >= sizeof(address.name_.sun_path)) {
      address.folder_ = Descriptor(::open(path.parent_path().c_str(), O_PATH | O_CLOEXEC));
      if (!address.folder_.is_open()) {
        return fail(file_error(errno, "open", path.parent_path()));
      }
      text = "/proc/self/fd/" + std::to_string(address.folder_.number()) + "/" +
             path.filename().string();
    }
    if (text.size() >= sizeof(address.name_.sun_path)) {
      return fail(file_error(ENAMETOOLONG, "open", path));
    }
    std::memcpy(address.name_.sun_path, text.c_str(), text.size() + 1);
    return address;
  }

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&name_); }
  static constexpr socklen_t kSize = sizeof(sockaddr_un);

 private:
  sockaddr_un name_{};
  Descriptor folder_;
};

Descriptor new_socket() { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

/// Waits until the socket is ready for `events` or the work is to stop. False: stop.
bool wait_for(int socket, short events, const std::stop_token& stop) {
  const Descriptor waker(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  const std::stop_callback wake(stop, [&waker] { ::eventfd_write(waker.number(), 1); });
  std::array<pollfd, 2> awaited{{{.fd = socket, .events = events, .revents = 0},
                                 {.fd = waker.number(), .events = POLLIN, .revents = 0}}};
  while (::poll(awaited.data(), awaited.size(), -1) < 0 && errno == EINTR) {
  }
  return !stop.stop_requested();
}

bool is_of_same_user(int socket) {
  ucred caller{};
  socklen_t size = sizeof(caller);
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &caller, &size) == 0 &&
         (caller.uid == ::geteuid() || caller.uid == 0);
}

}  // namespace

Result<LocalStream> LocalStream::connect(const Path& path) {
  OSIRIS_TRY(const Address address, Address::of(path));
  Descriptor socket = new_socket();
  if (!socket.is_open()) {
    return fail(file_error(errno, "open a socket for", path));
  }
  if (::connect(socket.number(), address.get(), Address::kSize) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED) {
      return fail(kNobodyListens, "nobody listens at '" + path.string() + "'");
    }
    return fail(file_error(errno, "connect to", path));
  }
  return LocalStream(std::move(socket));
}

Result<std::string> LocalStream::read_line(std::size_t bytes_max, const std::stop_token& stop) {
  std::array<char, 65536> piece;
  std::size_t searched = 0;
  for (;;) {
    if (const std::size_t end = read_.find('\n', searched); end != std::string::npos) {
      std::string line = read_.substr(0, end);
      read_.erase(0, end + 1);
      return line;
    }
    searched = read_.size();
    if (searched > bytes_max) {
      return fail(kSocketBroken, "the other side sent a line that is too long");
    }
    if (!wait_for(socket_.number(), POLLIN, stop)) {
      return fail(kCancelled, "waiting for an answer was stopped");
    }
    const ssize_t got = ::recv(socket_.number(), piece.data(), piece.size(), 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return fail(kSocketBroken, "the other side went away in the middle of a line");
    }
    read_.append(piece.data(), static_cast<std::size_t>(got));
  }
}

Status LocalStream::write_line(std::string_view line, const std::stop_token& stop) {
  const std::string whole = std::string(line) + '\n';
  std::string_view rest = whole;
  while (!rest.empty()) {
    const ssize_t sent =
        ::send(socket_.number(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EINTR) {
      if (!wait_for(socket_.number(), POLLOUT, stop)) {
        return fail(kCancelled, "sending was stopped");
      }
    } else {
      return fail(kSocketBroken, "the other side went away");
    }
  }
  return {};
}

bool LocalStream::is_gone() const {
  char byte = 0;
  const ssize_t got = ::recv(socket_.number(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

Result<LocalListener> LocalListener::open(const Path& path) {
  OSIRIS_TRY(const Address address, Address::of(path));
  Descriptor socket = new_socket();
  if (!socket.is_open()) {
    return fail(file_error(errno, "open a socket for", path));
  }
  ::unlink(path.c_str());
  // Between bind() and listen() nobody can call, so the mode holds from the first call on.
  if (::bind(socket.number(), address.get(), Address::kSize) != 0 ||
      ::chmod(path.c_str(), kOwnerOnly) != 0 || ::listen(socket.number(), kBacklog) != 0) {
    return fail(file_error(errno, "listen at", path));
  }
  return LocalListener(std::move(socket), path);
}

LocalListener::~LocalListener() {
  if (socket_.is_open()) {
    ::unlink(path_.c_str());
  }
}

std::optional<LocalStream> LocalListener::accept(const std::stop_token& stop) {
  while (wait_for(socket_.number(), POLLIN, stop)) {
    Descriptor caller(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (caller.is_open() && is_of_same_user(caller.number())) {
      return LocalStream(std::move(caller));
    }
  }
  return std::nullopt;
}

}  // namespace osiris
