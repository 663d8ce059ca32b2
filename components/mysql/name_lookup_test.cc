#include "components/mysql/name_lookup.h"

#include "components/mysql/error_class.h"

#include <gtest/gtest.h>
#include <netdb.h>

#include <future>

namespace osiris::components::mysql {
namespace {

NameLookup answering(int outcome) {
  return [outcome](const std::string&) { return outcome; };
}

TEST(AwaitName, TellsWhetherTheHostHasAnAddress) {
  EXPECT_TRUE(await_name("localhost", {}).has_value());
  EXPECT_TRUE(await_name("db.example", {}, answering(0)).has_value());
  const Status unknown = await_name("db.example", {}, answering(EAI_NONAME));
  ASSERT_FALSE(unknown.has_value());
  EXPECT_TRUE(unknown.error().is(kHostUnknown));
  EXPECT_FALSE(unknown.error().transient);
}

TEST(AwaitName, BlamesTheNameServerWhereItIsToBlame) {
  const Status mute = await_name("db.example", {}, answering(EAI_AGAIN));
  ASSERT_FALSE(mute.has_value());
  EXPECT_TRUE(mute.error().is(kHostUnknown));
  EXPECT_TRUE(mute.error().transient);
}

TEST(AwaitName, AsksNobodyAboutAnAddress) {
  for (const char* const address : {"127.0.0.1", "::1", "192.0.2.7"}) {
    EXPECT_TRUE(await_name(address, {}, answering(EAI_FAIL)).has_value());
  }
}

TEST(AwaitName, StopsWaitingForAnAnswerThatDoesNotCome) {
  const auto release = std::make_shared<std::promise<void>>();
  const auto released = release->get_future().share();
  std::stop_source stop;
  const NameLookup hanging = [released, &stop](const std::string&) {
    stop.request_stop();
    released.wait();
    return 0;
  };
  const Status stopped = await_name("db.example", stop.get_token(), hanging);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_TRUE(stopped.error().is(kCancelled));
  release->set_value();
}

}  // namespace
}  // namespace osiris::components::mysql
