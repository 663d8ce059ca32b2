// What ends a connection, or keeps one from being made, on real servers that are well.

#include "components/mysql/client.h"
#include "components/mysql/error_class.h"
#include "components/mysql/test_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace osiris::components::mysql {
namespace {

using std::chrono::milliseconds;

class MysqlEndings : public testing::TestWithParam<std::string> {
 protected:
  TestServer& server() { return TestServer::shared(GetParam()); }

  /// Waits until the connection runs a statement, and then runs another one about it.
  void run_during_statement(std::uint64_t connection, const std::string& statement) {
    const auto other = server().client();
    const std::string busy =
        "SELECT COUNT(*) FROM information_schema.processlist WHERE command = 'Query' AND id = " +
        std::to_string(connection);
    for (int i = 0; i < 1000 && other->query_value(busy)->value() != "1"; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    EXPECT_TRUE(other->execute(statement + " " + std::to_string(connection)).has_value());
  }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlEndings, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlEndings, AKilledConnectionIsLostAndStaysLost) {
  server().run({"DROP TABLE IF EXISTS kept", "CREATE TABLE kept (n INT) ENGINE=InnoDB"});
  const auto client = server().client();
  ASSERT_TRUE(client->execute("START TRANSACTION").has_value());
  ASSERT_TRUE(client->execute("INSERT INTO kept VALUES (1)").has_value());
  ASSERT_TRUE(
      server().client()->execute("KILL " + std::to_string(client->connection_id())).has_value());
  for (const char* const statement : {"INSERT INTO kept VALUES (2)", "COMMIT", "DO 1"}) {
    const auto done = client->execute(statement);
    ASSERT_FALSE(done.has_value()) << statement;
    EXPECT_EQ(done.error().code, kConnectionLost.name) << done.error().message;
    EXPECT_TRUE(done.error().transient);
  }
  EXPECT_EQ(server().rows_of("SELECT COUNT(*) FROM kept"), "0\n");
}

TEST_P(MysqlEndings, AConnectionKilledInAStatementIsLost) {
  const auto client = server().client();
  std::jthread killer([&] { run_during_statement(client->connection_id(), "KILL"); });
  const auto found = client->query("SELECT SLEEP(60)");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, kConnectionLost.name) << found.error().message;
}

TEST_P(MysqlEndings, AKilledStatementLeavesTheConnection) {
  std::string values = "INSERT INTO many VALUES (0)";
  for (int i = 1; i < 2000; ++i) {
    values += ",(" + std::to_string(i) + ")";
  }
  server().run({"DROP TABLE IF EXISTS many", "CREATE TABLE many (n INT) ENGINE=InnoDB", values});
  const auto client = server().client();
  std::jthread killer([&] { run_during_statement(client->connection_id(), "KILL QUERY"); });
  const auto found =
      client->query("SELECT COUNT(*) FROM many a, many b, many c WHERE a.n > b.n - c.n");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, kQueryInterrupted.name) << found.error().message;
  EXPECT_TRUE(found.error().transient);
  EXPECT_EQ(client->query_value("SELECT 1")->value(), "1");
}

TEST_P(MysqlEndings, AConnectionThatTheServerIsTiredOfIsLost) {
  const auto client = server().client();
  ASSERT_TRUE(client->execute("SET SESSION wait_timeout = 1").has_value());
  const std::string mine = "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " +
                           std::to_string(client->connection_id());
  for (int i = 0; i < 1000 && server().rows_of(mine) != "0\n"; ++i) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  const auto done = client->execute("DO 1");
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, kConnectionLost.name) << done.error().message;
}

TEST_P(MysqlEndings, AFullServerSaysSo) {
  for (const TlsMode mode : {TlsMode::kDisabled, TlsMode::kPreferred}) {
    // One each: a server may take a while to notice that the clients before have gone.
    const TestServer small(GetParam(), {"--max-connections=10"});
    Settings settings = small.settings();
    settings.tls = mode;
    std::vector<std::unique_ptr<Client>> clients;
    auto next = Client::open(settings);
    for (; next.has_value() && clients.size() < 20; next = Client::open(settings)) {
      clients.push_back(std::move(*next));
    }
    EXPECT_GE(clients.size(), 10U);
    ASSERT_FALSE(next.has_value());
    EXPECT_EQ(next.error().code, kTooManyConnections.name) << next.error().message;
    EXPECT_TRUE(next.error().transient);
  }
}

TEST_P(MysqlEndings, ManyThreadsConnectAtOnce) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 10;
  std::vector<std::jthread> threads;
  std::atomic<int> answers = 0;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, &answers, i] {
      for (int round = 0; round < kRounds; ++round) {
        Settings settings = server().settings();
        settings.host = "localhost";
        settings.compresses = i % 2 == 0;
        std::stop_source stop;
        const auto client = Client::open(settings, stop.get_token());
        ASSERT_TRUE(client.has_value()) << client.error().message;
        answers += (*client)->query_value("SELECT 1")->value() == "1" ? 1 : 0;
        stop.request_stop();
      }
    });
  }
  threads.clear();
  EXPECT_EQ(answers, kThreads * kRounds);
}

}  // namespace
}  // namespace osiris::components::mysql
