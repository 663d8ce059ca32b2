#include "components/mysql/greeting.h"

namespace osiris::components::mysql {
namespace {

constexpr std::size_t kHeaderBytes = 4;  // Three of length, one that counts packets.
constexpr std::size_t kNumberBytes = 2;
constexpr unsigned char kErrorMark = 0xff;
// Behind the version's text: the connection's number, a part of the scramble, a filler.
constexpr std::size_t kBytesBeforeFlags = 4 + 8 + 1;
constexpr unsigned char kTlsInSecondByte = 0x08;  // CLIENT_SSL is 0x800, little-endian.

}  // namespace

void GreetingReader::take(std::string_view bytes) {
  for (const char byte : bytes) {
    if (offer_ != TlsOffer::kUnknown) {
      return;
    }
    take(static_cast<unsigned char>(byte));
  }
}

void GreetingReader::take(unsigned char byte) {
  if (part_ == Part::kHeader) {
    if (seen_ < kHeaderBytes - 1) {
      left_ |= static_cast<std::size_t>(byte) << (8 * seen_);
    }
    if (++seen_ == kHeaderBytes) {
      start_payload();
    }
    return;
  }
  --left_;
  if (is_first_) {
    is_first_ = false;
    seen_ = 0;
    part_ = byte == kErrorMark ? Part::kError : Part::kVersion;
  } else if (part_ == Part::kError) {
    take_error(byte);
  } else if (part_ == Part::kVersion) {
    part_ = byte == 0 ? Part::kFixed : Part::kVersion;
    seen_ = 0;
  } else if (part_ == Part::kFixed && ++seen_ == kBytesBeforeFlags + 2) {
    offer_ = (byte & kTlsInSecondByte) != 0 ? TlsOffer::kMade : TlsOffer::kMissing;
    return;
  }
  if (left_ == 0 && part_ == Part::kError) {
    part_ = Part::kHeader;
    seen_ = 0;
  } else if (left_ == 0) {
    offer_ = TlsOffer::kMissing;  // It ends before it says so.
  }
}

void GreetingReader::take_error(unsigned char byte) {
  if (is_refused_) {
    return;
  }
  error_number_ |= static_cast<unsigned>(byte) << (8 * seen_);
  is_refused_ = ++seen_ == kNumberBytes;
}

void GreetingReader::start_payload() {
  part_ = Part::kVersion;
  seen_ = 0;
  is_first_ = true;
  if (left_ == 0) {
    offer_ = TlsOffer::kMissing;
  }
}

}  // namespace osiris::components::mysql
