#include "components/mysql/greeting.h"

#include "components/mysql/stub_server.h"

#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

TlsOffer offer_of(const std::string& bytes) {
  GreetingReader reader;
  for (const char byte : bytes) {
    reader.take({&byte, 1});
  }
  GreetingReader at_once;
  at_once.take(bytes);
  EXPECT_EQ(reader.offer(), at_once.offer());
  return at_once.offer();
}

TEST(GreetingReader, FindsWhetherTheServerEncrypts) {
  EXPECT_EQ(offer_of(stub_greeting(true)), TlsOffer::kMade);
  EXPECT_EQ(offer_of(stub_greeting(false)), TlsOffer::kMissing);
  EXPECT_EQ(offer_of(stub_greeting(true).substr(0, 20)), TlsOffer::kUnknown);
  EXPECT_EQ(offer_of(""), TlsOffer::kUnknown);
}

TEST(GreetingReader, TakesAGreetingWithoutFlagsForARefusal) {
  EXPECT_EQ(offer_of(stub_packet("", 0)), TlsOffer::kMissing);
  EXPECT_EQ(offer_of(stub_packet("\n", 0)), TlsOffer::kMissing);
  EXPECT_EQ(offer_of(stub_packet("\n10.11 without an end", 0)), TlsOffer::kMissing);
  EXPECT_EQ(offer_of(stub_packet("\n10.11" + std::string(14, '\0'), 0)), TlsOffer::kMissing);
}

TEST(GreetingReader, KeepsTheNumberOfAnError) {
  GreetingReader reader;
  reader.take(stub_packet("\xff\x10\x04Too many connections", 0).substr(0, 5));
  EXPECT_EQ(reader.error_number(), 0U);
  reader.take("\x10\x04Too many connections");
  EXPECT_EQ(reader.error_number(), 1040U);
}

TEST(GreetingReader, PassesOverErrorsThatComeBefore) {
  const std::string error = stub_packet("\xff\xff\xff hold the line", 0);
  EXPECT_EQ(offer_of(error), TlsOffer::kUnknown);
  EXPECT_EQ(offer_of(error + stub_greeting(false)), TlsOffer::kMissing);
  EXPECT_EQ(offer_of(error + stub_packet("\xff", 1) + stub_greeting(true)), TlsOffer::kMade);
}

}  // namespace
}  // namespace osiris::components::mysql
