#include "osiris/base/local_socket.h"

#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <future>
#include <thread>

namespace osiris {
namespace {

constexpr std::size_t kLineMax = 1 << 20;

class LocalSocketTest : public testing::Test {
 protected:
  Path path() const { return folder.path() / "socket"; }

  /// Answers one caller with its own line.
  static void echo(LocalListener& listener) {
    auto caller = listener.accept({});
    ASSERT_TRUE(caller.has_value());
    const auto line = caller->read_line(kLineMax, {});
    ASSERT_TRUE(line.has_value()) << line.error().message;
    ASSERT_TRUE(caller->write_line(*line, {}).has_value());
  }

  Result<std::string> ask(const Path& at, const std::string& line) {
    auto listener = LocalListener::open(at);
    if (!listener.has_value()) {
      return fail(listener.error());
    }
    const std::jthread server([&] { echo(*listener); });
    OSIRIS_TRY(LocalStream stream, LocalStream::connect(at));
    OSIRIS_CHECKED(stream.write_line(line, {}));
    return stream.read_line(kLineMax, {});
  }

  TemporaryFolder folder;
};

TEST_F(LocalSocketTest, CarriesLines) {
  EXPECT_EQ(ask(path(), "hello").value(), "hello");
  // More than a socket's buffer holds.
  const std::string large(kLineMax, 'x');
  EXPECT_EQ(ask(path(), large).value(), large);
}

TEST_F(LocalSocketTest, IsReachedByALongPath) {
  const Path deep = folder.path() / std::string(100, 'a') / std::string(100, 'b');
  RealFileSystem files;
  ASSERT_TRUE(files.create_directories(deep).has_value());
  EXPECT_EQ(ask(deep / "socket", "hello").value(), "hello");
  EXPECT_FALSE(files.exists(deep / "socket"));
}

TEST_F(LocalSocketTest, LetsNobodyElseIn) {
  const auto listener = LocalListener::open(path());
  struct stat info{};
  ASSERT_EQ(::stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(LocalSocketTest, TellsThatNobodyListens) {
  EXPECT_EQ(LocalStream::connect(path()).error().code, kNobodyListens.name);
  {
    const auto listener = LocalListener::open(path());
  }
  EXPECT_EQ(LocalStream::connect(path()).error().code, kNobodyListens.name);
}

TEST_F(LocalSocketTest, TakesThePlaceOfADeadListener) {
  const auto dead = LocalListener::open(path());
  ASSERT_TRUE(dead.has_value());
  EXPECT_EQ(ask(path(), "hello").value(), "hello");
}

TEST_F(LocalSocketTest, StopsWaiting) {
  auto listener = LocalListener::open(path());
  std::stop_source stop;
  auto waiting = std::async(std::launch::async,
                            [&] { return listener->accept(stop.get_token()).has_value(); });
  stop.request_stop();
  EXPECT_FALSE(waiting.get());

  auto stream = LocalStream::connect(path());
  ASSERT_TRUE(stream.has_value());
  EXPECT_EQ(stream->read_line(kLineMax, stop.get_token()).error().code, kCancelled.name);
  EXPECT_EQ(stream->write_line(std::string(16 << 20, 'x'), stop.get_token()).error().code,
            kCancelled.name);
}

TEST_F(LocalSocketTest, NoticesThatTheOtherSideWent) {
  auto listener = LocalListener::open(path());
  auto stream = LocalStream::connect(path());
  ASSERT_TRUE(stream.has_value());
  {
    const auto caller = listener->accept({});
    ASSERT_TRUE(caller.has_value());
    EXPECT_FALSE(stream->is_gone());
  }
  EXPECT_TRUE(stream->is_gone());
  EXPECT_EQ(stream->read_line(kLineMax, {}).error().code, kSocketBroken.name);
  EXPECT_EQ(stream->write_line("x", {}).error().code, kSocketBroken.name);
}

TEST_F(LocalSocketTest, BoundsALine) {
  auto listener = LocalListener::open(path());
  auto stream = LocalStream::connect(path());
  auto caller = listener->accept({});
  ASSERT_TRUE(caller.has_value());
  ASSERT_TRUE(stream->write_line(std::string(1000, 'x'), {}).has_value());
  EXPECT_EQ(caller->read_line(1000, {}).value().size(), 1000U);
  ASSERT_TRUE(stream->write_line(std::string(100'000, 'x'), {}).has_value());
  EXPECT_EQ(caller->read_line(1000, {}).error().code, kSocketBroken.name);
}

}  // namespace
}  // namespace osiris
