#pragma once
// A server's first packet, looked at before anything is said to it.

#include <cstddef>
#include <string_view>

namespace osiris::components::mysql {

/// What is known so far of a server's readiness to encrypt.
enum class TlsOffer {
  kUnknown,  ///< Too little came yet.
  kMade,
  kMissing,
};

/// Finds in the greeting whether the server can encrypt, byte by byte as it comes. Error packets,
/// which may come in its place, are passed over; the number of the first one is kept.
/// Source: MySQL Internals, "Protocol::HandshakeV10".
class GreetingReader {
 public:
  /// Takes the next bytes; does nothing once the answer is known.
  void take(std::string_view bytes);
  TlsOffer offer() const { return offer_; }
  /// Returns the number of an error that came in the greeting's place; 0: there was none.
  unsigned error_number() const { return is_refused_ ? error_number_ : 0; }

 private:
  enum class Part { kHeader, kVersion, kFixed, kError };
  void take(unsigned char byte);
  void take_error(unsigned char byte);
  void start_payload();

  TlsOffer offer_ = TlsOffer::kUnknown;
  Part part_ = Part::kHeader;
  std::size_t seen_ = 0;   ///< Bytes of this part.
  std::size_t left_ = 0;   ///< Bytes of the packet that are still to come.
  bool is_first_ = false;  ///< The next byte is the payload's first.
  unsigned error_number_ = 0;
  bool is_refused_ = false;  ///< The number is whole.
};

}  // namespace osiris::components::mysql
