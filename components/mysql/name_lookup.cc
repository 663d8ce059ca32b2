#include "components/mysql/name_lookup.h"

#include "components/mysql/error_class.h"
#include "osiris/base/text.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace osiris::components::mysql {
namespace {

/// What the thread and the one who waits both hold: whoever goes last takes it away.
struct Answer {
  std::mutex mutex;
  std::condition_variable_any ready;
  std::optional<int> outcome;
};

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> space{};
  return ::inet_pton(AF_INET, host.c_str(), space.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), space.data()) == 1;
}

}  // namespace

NameLookup system_lookup() {
  return [](const std::string& host) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int outcome = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    if (outcome == 0) {
      ::freeaddrinfo(found);
    }
    return outcome;
  };
}

Status await_name(const std::string& host, const std::stop_token& stop, const NameLookup& lookup) {
  if (is_address(host)) {
    return {};
  }
  const auto answer = std::make_shared<Answer>();  // The thread may outlive this call.
  std::thread([answer, host, lookup] {
    const int outcome = lookup(host);
    const std::scoped_lock lock(answer->mutex);
    answer->outcome = outcome;
    answer->ready.notify_all();
  }).detach();
  std::unique_lock lock(answer->mutex);
  if (!answer->ready.wait(lock, stop, [&] { return answer->outcome.has_value(); })) {
    return fail(kCancelled, "the search for host '" + printable(host) + "' was stopped");
  }
  if (*answer->outcome == 0) {
    return {};
  }
  const bool is_mute = *answer->outcome == EAI_AGAIN;  // The name may be right.
  Error error = make_error(
      kHostUnknown,
      "host '" + printable(host) + "' has no address: " + ::gai_strerror(*answer->outcome),
      is_mute ? "see whether this machine's name server answers"
              : "correct the connection's 'host'");
  error.transient = is_mute;
  return fail(std::move(error));
}

}  // namespace osiris::components::mysql
