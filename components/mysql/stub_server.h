#pragma once
// For the tests of this family: a listener on loopback that misbehaves as a test wants it to.

#include "components/mysql/loopback.h"
#include "osiris/base/descriptor.h"

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace osiris::components::mysql {

/// One conversation with a client.
class StubTalk {
 public:
  StubTalk(Descriptor socket, std::stop_token stop)
      : socket_(std::move(socket)), stop_(std::move(stop)) {}

  /// Sends bytes; false if the client is gone or the test over.
  bool say(std::string_view bytes) {
    return !stop_.stop_requested() && ::send(socket_.number(), bytes.data(), bytes.size(),
                                             MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  /// Sends byte after byte with a pause behind each; false as say().
  bool drip(std::string_view bytes, std::chrono::milliseconds pause) {
    for (const char byte : bytes) {
      if (!say({&byte, 1})) {
        return false;
      }
      std::this_thread::sleep_for(pause);
    }
    return true;
  }
  /// Returns what the client sends next; nothing if it is gone or the test over.
  std::string hear() {
    char space[4096];
    pollfd entry{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    while (!stop_.stop_requested()) {
      if (::poll(&entry, 1, 10) > 0) {
        const ssize_t count = ::recv(socket_.number(), space, sizeof(space), 0);
        return {space, count > 0 ? static_cast<std::size_t>(count) : 0};
      }
    }
    return {};
  }
  /// Waits until the client is gone or the test over; returns all that came.
  std::string hear_all() {
    std::string all;
    for (std::string part = hear(); !part.empty(); part = hear()) {
      all += part;
    }
    return all;
  }
  /// Ends the conversation without a word, as a network that breaks does.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    socket_.close();
  }

 private:
  Descriptor socket_;
  std::stop_token stop_;
};

/// Takes one client after the other and lets `talk` deal with it.
class StubServer {
 public:
  explicit StubServer(std::function<void(StubTalk&)> talk) : talk_(std::move(talk)) {
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }

  unsigned port() const { return listener_.port; }

 private:
  void serve(const std::stop_token& stop) {
    pollfd entry{.fd = listener_.socket.number(), .events = POLLIN, .revents = 0};
    while (!stop.stop_requested()) {
      if (::poll(&entry, 1, 10) > 0) {
        StubTalk talk(Descriptor(::accept(listener_.socket.number(), nullptr, nullptr)), stop);
        talk_(talk);
      }
    }
  }

  std::function<void(StubTalk&)> talk_;
  LoopbackListener listener_ = listen_on_loopback();
  std::jthread thread_;  ///< Last: it uses the others.
};

/// Makes a packet of the protocol.
inline std::string stub_packet(std::string_view payload, char number) {
  std::string packet;
  for (unsigned shift = 0; shift < 24; shift += 8) {
    packet += static_cast<char>(payload.size() >> shift);
  }
  return packet + number + std::string(payload);
}

/// Makes the greeting of a server that can encrypt, or not.
inline std::string stub_greeting(bool offers_tls) {
  std::string text = "\n10.11.0-stub";
  text += std::string("\0\1\0\0\0", 5) + "12345678" + '\0';
  text += offers_tls ? "\xff\xff" : "\xff\xf7";  // What it can do, lower half.
  text += "\x2d";                                // utf8mb4.
  text += std::string("\2\0", 2);                // Auto-commit.
  text += std::string("\xff\x81\x15", 3);        // Upper half; bytes of the scramble.
  text += std::string(10, '\0') + "123456789012" + '\0' + "mysql_native_password" + '\0';
  return stub_packet(text, 0);
}

}  // namespace osiris::components::mysql
