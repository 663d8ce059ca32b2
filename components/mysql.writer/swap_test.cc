// replace and truncate around the RENAME: what a stop or a broken connection there leaves behind.

#include "components/mysql.writer/writer_fixture.h"
#include "components/mysql/loopback.h"

#include <poll.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace osiris::components {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What a proxy does with a piece of what a client says.
enum class Fate {
  kPass,
  kCut,        ///< The connection breaks, and the piece never arrives.
  kCutAnswer,  ///< It arrives, and the connection breaks before the answer does.
};

/// Stands between clients and a server on loopback, and breaks connections as a test wants it to.
class Proxy {
 public:
  Proxy(std::int64_t server_port, std::function<Fate(std::string_view)> judge)
      : server_port_(server_port), judge_(std::move(judge)) {
    acceptor_ = std::jthread([this](const std::stop_token& over) { accept_all(over); });
  }

  std::int64_t port() const { return listener_.port; }

 private:
  void accept_all(const std::stop_token& over) {
    std::vector<std::jthread> talks;
    pollfd entry{.fd = listener_.socket.number(), .events = POLLIN, .revents = 0};
    while (!over.stop_requested()) {
      if (::poll(&entry, 1, 10) > 0) {
        const int client = ::accept(listener_.socket.number(), nullptr, nullptr);
        talks.emplace_back([this, client, over] { pass_on(Descriptor(client), over); });
      }
    }
  }

  void pass_on(const Descriptor& client, const std::stop_token& over) {
    const Descriptor server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in place = mysql::loopback_address(server_port_);
    OSIRIS_CHECK(
        ::connect(server.number(), reinterpret_cast<const sockaddr*>(&place), sizeof(place)) == 0,
        "a proxy cannot reach the server");
    std::array<pollfd, 2> entries{{{.fd = client.number(), .events = POLLIN, .revents = 0},
                                   {.fd = server.number(), .events = POLLIN, .revents = 0}}};
    Fate fate = Fate::kPass;
    while (!over.stop_requested()) {
      if (::poll(entries.data(), entries.size(), 10) <= 0) {
        continue;
      }
      if (entries[0].revents != 0) {
        const std::string said = take(client);
        fate = judge_(said);
        if (said.empty() || fate == Fate::kCut || !give(server, said)) {
          return;
        }
      } else {
        const std::string answer = take(server);
        if (answer.empty() || fate == Fate::kCutAnswer || !give(client, answer)) {
          return;
        }
      }
    }
  }

  static std::string take(const Descriptor& from) {
    std::array<char, 65536> space{};
    const ssize_t count = ::recv(from.number(), space.data(), space.size(), 0);
    return {space.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
  }
  static bool give(const Descriptor& to, std::string_view bytes) {
    return ::send(to.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }

  std::int64_t server_port_;
  std::function<Fate(std::string_view)> judge_;
  mysql::LoopbackListener listener_ = mysql::listen_on_loopback();
  std::jthread acceptor_;  ///< Last: it uses the others.
};

bool says(std::string_view said, std::string_view words) {
  return said.find(words) != std::string_view::npos;
}

class MysqlWriterSwap : public WriterFixture {
 protected:
  void SetUp() override {
    WriterFixture::SetUp();
    server().run({"CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)"});
    make_relation("SELECT 2 AS id");
  }

  /// Writes through a proxy.
  Result<sdk::StepResult> write_through(std::function<Fate(std::string_view)> judge,
                                        const std::string& mode = "replace") {
    sdk::ConnectionSettings through = server().connection();
    const Proxy proxy(through.values.find("port")->as_int(), std::move(judge));
    through.values.set("port", proxy.port());
    through.values.set("ssl_mode", "disabled");  // The proxy has to understand what is said.
    settings_ = &through;
    auto result = write("write_mode: " + mode);
    settings_ = &server().connection();
    return result;
  }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriterSwap, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlWriterSwap, FinishesWhenAStopComesWhileTheOldTableIsDropped) {
  for (const char* const mode : {"replace", "truncate"}) {
    stop_ = std::stop_source();
    const auto result = write_through(
        [this](std::string_view said) {
          if (says(said, "DROP TABLE IF EXISTS `shop`.`_osiris_old_") && !stop_.stop_requested()) {
            stop_.request_stop();
            return Fate::kCut;
          }
          return Fate::kPass;
        },
        mode);
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_TRUE(stop_.stop_requested());
    EXPECT_EQ(rows("SELECT * FROM t"), "2\n");
    EXPECT_EQ(tables(), "t\n");
    EXPECT_THAT(observer_.warnings, IsEmpty());
  }
}

TEST_P(MysqlWriterSwap, FinishesWhenAStopComesAmidARenameThatTakesEffect) {
  const auto result = write_through([this](std::string_view said) {
    if (!says(said, "RENAME TABLE")) {
      return Fate::kPass;
    }
    stop_.request_stop();
    return Fate::kCutAnswer;
  });
  // The server may hear of the stop first.
  if (result.has_value()) {
    EXPECT_EQ(rows("SELECT * FROM t"), "2\n");
  } else {
    EXPECT_EQ(result.error().code, "run.cancelled");
    EXPECT_EQ(rows("SELECT * FROM t"), "1\n");
  }
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterSwap, LooksAgainWhenTheAnswerToTheRenameIsLost) {
  const auto result = write_through([](std::string_view said) {
    return says(said, "RENAME TABLE") ? Fate::kCutAnswer : Fate::kPass;
  });
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(rows("SELECT * FROM t"), "2\n");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterSwap, FailsWhenTheRenameNeverArrived) {
  const auto result = write_through(
      [](std::string_view said) { return says(said, "RENAME TABLE") ? Fate::kCut : Fate::kPass; });
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "mysql.connection_lost");
  EXPECT_TRUE(result.error().transient);
  EXPECT_EQ(rows("SELECT * FROM t"), "1\n");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriterSwap, NamesTheOldTableThatCouldNotBeRemoved) {
  const auto result = write_through([](std::string_view said) {
    return says(said, "DROP TABLE IF EXISTS `shop`.`_osiris_old_") ? Fate::kCut : Fate::kPass;
  });
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_THAT(observer_.warnings, ElementsAre(AllOf(HasSubstr("mysql.leftover (1) "),
                                                    HasSubstr("drop shop._osiris_old_"))));
  EXPECT_EQ(rows("SELECT * FROM t"), "2\n");
  EXPECT_THAT(tables(), HasSubstr("_osiris_old_"));
  ASSERT_EQ(failure("write_mode: replace"), "");
  EXPECT_EQ(tables(), "t\n");
}

}  // namespace
}  // namespace osiris::components
