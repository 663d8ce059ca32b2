#pragma once
// For the tests of this family: sockets that only this machine reaches.

#include "osiris/base/check.h"
#include "osiris/base/descriptor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <utility>

namespace osiris::components::mysql {

/// Returns an address on loopback; port 0 stands for any that is free.
inline sockaddr_in loopback_address(std::int64_t port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  place.sin_port = htons(static_cast<std::uint16_t>(port));
  return place;
}

/// A socket that listens on loopback, at a port that was free.
struct LoopbackListener {
  Descriptor socket;
  std::uint16_t port = 0;
};

/// Begins to listen; ends the test program if it cannot.
inline LoopbackListener listen_on_loopback() {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in place = loopback_address(0);
  socklen_t size = sizeof(place);
  auto* const address = reinterpret_cast<sockaddr*>(&place);
  OSIRIS_CHECK(::bind(socket.number(), address, size) == 0, "no port for a test");
  OSIRIS_CHECK(::listen(socket.number(), 8) == 0, "a test cannot listen");
  ::getsockname(socket.number(), address, &size);
  return {.socket = std::move(socket), .port = ntohs(place.sin_port)};
}

}  // namespace osiris::components::mysql
