// Servers that misbehave, hang or hide what they can, as far as a stub can play them.

#include "components/mysql/client.h"
#include "components/mysql/error_class.h"
#include "components/mysql/stub_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace osiris::components::mysql {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

Settings settings_of(const StubServer& server) {
  Settings settings;
  settings.host = "127.0.0.1";
  settings.port = server.port();
  settings.user = "somebody";
  settings.password = "s3cret";
  settings.connect_timeout = milliseconds(1000);
  settings.read_timeout = milliseconds(1000);
  return settings;
}

milliseconds since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

/// Opens a client and returns why that fails.
Error refusal(const Settings& settings, const std::stop_token& stop = {}) {
  const auto client = Client::open(settings, stop);
  EXPECT_FALSE(client.has_value());
  return client.has_value() ? Error() : client.error();
}

using Talk = std::function<void(StubTalk&)>;

/// Servers that keep a client waiting, each at another point.
class MysqlHangs : public testing::TestWithParam<std::pair<const char*, Talk>> {};

const std::pair<const char*, Talk> kHangs[] = {
    {"BeforeTheGreeting", [](StubTalk& talk) { talk.hear_all(); }},
    {"InTheGreeting",
     [](StubTalk& talk) {
       talk.drip(stub_greeting(false), milliseconds(100));
       talk.hear_all();
     }},
    {"AfterTheGreeting",
     [](StubTalk& talk) {
       talk.say(stub_greeting(false));
       talk.hear_all();
     }},
    {"BeforeEncryption",
     [](StubTalk& talk) {
       talk.say(stub_greeting(true));
       talk.hear_all();
     }},
    {"InEncryption", [](StubTalk& talk) {  // A record of TLS, byte by byte.
       talk.say(stub_greeting(true));
       talk.drip(std::string("\x16\3\3\x40\0", 5) + std::string(600, 'a'), milliseconds(100));
       talk.hear_all();
     }}};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlHangs, testing::ValuesIn(kHangs),
                         [](const auto& param) { return param.param.first; });

TEST_P(MysqlHangs, AreGivenUpInTime) {
  const StubServer server(GetParam().second);
  const auto begin = std::chrono::steady_clock::now();
  const Error error = refusal(settings_of(server));
  EXPECT_EQ(error.code, kServerTimeout.name) << error.message;
  EXPECT_TRUE(error.transient);
  EXPECT_LT(since(begin), milliseconds(3000));
}

TEST_P(MysqlHangs, EndWhenTheRunIsStopped) {
  const StubServer server(GetParam().second);
  Settings settings = settings_of(server);
  settings.connect_timeout = milliseconds(60'000);
  std::stop_source stop;
  std::jthread stopper([&stop] {
    std::this_thread::sleep_for(milliseconds(200));
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  const Error error = refusal(settings, stop.get_token());
  EXPECT_EQ(error.code, kCancelled.name) << error.message;
  EXPECT_LT(since(begin), milliseconds(5000));
}

TEST(MysqlClientFaults, WhatIsNoServerOfThisKindIsSaidToBeNone) {
  for (const std::string_view words :
       {"", "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2p1\r\n", "\1\0\0\0x"}) {
    const StubServer server([words](StubTalk& talk) { talk.say(words); });
    const Error error = refusal(settings_of(server));
    EXPECT_EQ(error.code, kConnectionLost.name) << error.message;
    EXPECT_THAT(error.hint, HasSubstr("see whether a MySQL or MariaDB server is there"));
    EXPECT_TRUE(error.transient);
  }
}

TEST(MysqlClientFaults, APacketWithoutEndIsNotKept) {
  const StubServer server([](StubTalk& talk) {
    const std::string part = stub_packet(std::string(0xffffff, 'z'), 0);
    while (talk.say(part)) {
    }
  });
  const Error error = refusal(settings_of(server));
  EXPECT_EQ(error.code, kConnectionLost.name) << error.message;
}

TEST(MysqlClientFaults, GarbageInsteadOfEncryptionIsRefused) {
  const StubServer server([](StubTalk& talk) {
    talk.say(stub_greeting(true));
    talk.hear();
    talk.say("no TLS here");
    talk.hear_all();
  });
  EXPECT_EQ(refusal(settings_of(server)).code, kTlsFailed.name);
}

TEST(MysqlClientFaults, AConnectionThatBreaksAmidTheHandshakeIsLost) {
  const std::string begin_of_hello("\x16\3\3\0\x7a\2\0", 7);
  for (const std::string& words : {std::string(), begin_of_hello}) {
    for (const bool resets : {false, true}) {
      const StubServer server([&](StubTalk& talk) {
        talk.say(stub_greeting(true));
        talk.hear();  // That the client wants TLS.
        talk.hear();  // Its hello.
        talk.say(words);
        if (resets) {
          talk.reset();
        }
      });
      Settings settings = settings_of(server);
      settings.tls = TlsMode::kRequired;
      const Error error = refusal(settings);
      EXPECT_EQ(error.code, kConnectionLost.name) << error.message;
      EXPECT_TRUE(error.transient);
    }
  }
}

TEST(MysqlClientFaults, NothingIsSaidToWhoHidesThatHeCanEncrypt) {
  for (const TlsMode mode : {TlsMode::kRequired, TlsMode::kVerifyCa, TlsMode::kVerifyIdentity}) {
    for (const milliseconds pause : {milliseconds(0), milliseconds(1)}) {
      std::string heard;
      {
        const StubServer server([&heard, pause](StubTalk& talk) {
          talk.drip(stub_greeting(false), pause);
          heard += talk.hear_all();
        });
        Settings settings = settings_of(server);
        settings.tls = mode;
        EXPECT_EQ(refusal(settings).code, kTlsFailed.name);
      }
      EXPECT_EQ(heard, "");
    }
  }
}

TEST(MysqlClientFaults, APasswordIsNeverSentInClear) {
  for (const std::string plugin : {"mysql_clear_password", "dialog", "mysql_old_password"}) {
    std::string heard;
    {
      const StubServer server([&](StubTalk& talk) {
        talk.say(stub_greeting(false));
        heard += talk.hear();
        talk.say(stub_packet("\xfe" + plugin + std::string(1, '\0') + "12345678", 2));
        heard += talk.hear_all();
      });
      const Error error = refusal(settings_of(server));
      EXPECT_EQ(error.code, kAuthFailed.name) << error.message;
      EXPECT_THAT(error.message, HasSubstr("asks for a way to log in"));
    }
    EXPECT_THAT(heard, HasSubstr("somebody"));
    EXPECT_THAT(heard, testing::Not(HasSubstr("s3cret")));
  }
}

TEST(MysqlClientFaults, APasswordIsNotSentInClearToWhoAsksAtOnce) {
  std::string greeting = stub_greeting(false);
  const std::string_view usual = "mysql_native_password";
  greeting.replace(greeting.find(usual), usual.size(),
                   std::string_view("mysql_clear_password\0", usual.size()));
  std::string heard;
  {
    const StubServer server([&](StubTalk& talk) {
      talk.say(greeting);
      heard += talk.hear_all();
    });
    EXPECT_EQ(refusal(settings_of(server)).code, kAuthFailed.name);
  }
  EXPECT_THAT(heard, testing::Not(HasSubstr("s3cret")));
}

TEST(MysqlClientFaults, AnErrorInsteadOfAGreetingIsToldByItsNumber) {
  const StubServer server(
      [](StubTalk& talk) { talk.say(stub_packet("\xff\x10\x04Too many connections", 0)); });
  for (const TlsMode mode : {TlsMode::kPreferred, TlsMode::kVerifyIdentity}) {
    Settings settings = settings_of(server);
    settings.tls = mode;
    const Error error = refusal(settings);
    EXPECT_EQ(error.code, kTooManyConnections.name) << error.message;
    EXPECT_TRUE(error.transient);
  }
}

}  // namespace
}  // namespace osiris::components::mysql
