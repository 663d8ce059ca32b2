#include "components/mysql/client.h"

#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "components/mysql/test_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace osiris::components::mysql {
namespace {

using std::chrono::milliseconds;

class MysqlClient : public testing::TestWithParam<std::string> {
 protected:
  TestServer& server() { return TestServer::shared(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlClient, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

milliseconds since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

TEST_P(MysqlClient, LearnsWhatTheServerIs) {
  const auto client = server().client();
  EXPECT_EQ(client->server().is_mariadb, GetParam() == "mariadb");
  EXPECT_GE(client->server().version, GetParam() == "mariadb" ? 101100U : 50700U);
  EXPECT_EQ(client->server().max_allowed_packet, 64U << 20U);
  EXPECT_TRUE(client->server().takes_local_files);
}

TEST_P(MysqlClient, SpeaksUtf8mb4InUtcAndStrictly) {
  const auto client = server().client();
  EXPECT_EQ(client->query_value("SELECT @@character_set_client")->value(), "utf8mb4");
  EXPECT_EQ(client->query_value("SELECT @@time_zone")->value(), "+00:00");
  EXPECT_THAT(client->query_value("SELECT @@sql_mode")->value(),
              testing::HasSubstr("STRICT_ALL_TABLES"));
  EXPECT_EQ(client->query_value("SELECT " + quote_text("it's a \\ 😀"))->value(), "it's a \\ 😀");
  EXPECT_EQ(client->query("SELECT 1 AS " + quote_name("odd ` name"))->columns.front(),
            "odd ` name");
}

TEST_P(MysqlClient, StreamsRowsAsTheyStandInTheProtocol) {
  server().run({"DROP TABLE IF EXISTS stream", "CREATE TABLE stream (id INT, name VARCHAR(400))",
                "INSERT INTO stream VALUES (1, 'a'), (2, NULL), (3, REPEAT('x', 300))"});
  const auto client = server().client();
  auto rows = client->stream("SELECT id, name FROM stream ORDER BY id");
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  EXPECT_EQ(rows->fields()[1].name, "name");
  ASSERT_TRUE(rows->next().value());
  EXPECT_EQ(rows->cells()[0].text(), std::string_view("\1\0\0\0", 4));
  EXPECT_EQ(rows->cells()[1].text(), "a");
  ASSERT_TRUE(rows->next().value());
  EXPECT_EQ(rows->cells()[1].bytes, nullptr);
  ASSERT_TRUE(rows->next().value());
  EXPECT_EQ(rows->cells()[1].text(), std::string(300, 'x'));
  EXPECT_FALSE(rows->next().value());
}

TEST_P(MysqlClient, TellsFailuresByNumber) {
  const auto client = server().client();
  EXPECT_EQ(client->execute("SELEC 1").error().code, kQueryFailed.name);
  EXPECT_EQ(client->query("SELECT * FROM no_such").error().code, kTableUnknown.name);
  EXPECT_EQ(client->stream("SELECT * FROM no_such").error().code, kTableUnknown.name);
  EXPECT_EQ(client->execute("USE no_such").error().code, kDatabaseUnknown.name);
  EXPECT_EQ(client->stream("SET @a = 1").error().code, kQueryFailed.name);
  EXPECT_EQ(client->execute("SELECT 1 FROM no_such").error().detail(kNumberDetail), "1146");
  EXPECT_TRUE(client->execute("DO 1").has_value()) << "a failed statement leaves it usable";
}

TEST_P(MysqlClient, SaysWhyItCannotConnect) {
  Settings settings = server().settings();
  settings.password = "s3cret-and-wrong";
  const Error denied = Client::open(settings).error();
  EXPECT_EQ(denied.code, kAuthFailed.name);
  EXPECT_THAT(denied.message, testing::Not(testing::HasSubstr("s3cret")));
  EXPECT_FALSE(denied.transient);

  settings = server().settings();
  settings.port = 1;
  EXPECT_EQ(Client::open(settings).error().code, kUnreachable.name);
  EXPECT_TRUE(Client::open(settings).error().transient);

  settings = server().settings();
  settings.socket = "/no/such.sock";
  EXPECT_EQ(Client::open(settings).error().code, kUnreachable.name);

  settings = server().settings();
  settings.host = "no-such-host.invalid";
  EXPECT_EQ(Client::open(settings).error().code, kHostUnknown.name);

  settings = server().settings();
  settings.database = "no_such";
  EXPECT_EQ(Client::open(settings).error().code, kDatabaseUnknown.name);
}

TEST_P(MysqlClient, ConnectsThroughTheSocketAndWithCompression) {
  Settings settings = server().settings();
  settings.socket = server().socket();
  settings.compresses = true;
  const auto client = Client::open(settings);
  ASSERT_TRUE(client.has_value()) << client.error().message;
  EXPECT_EQ((*client)->query_value("SELECT REPEAT('y', 100000)")->value(),
            std::string(100000, 'y'));
}

TEST_P(MysqlClient, StopsWhatTheServerIsBusyWith) {
  std::stop_source stop;
  auto client = Client::open(server().settings(), stop.get_token());
  ASSERT_TRUE(client.has_value()) << client.error().message;
  std::jthread stopper([this, &stop] {
    server().await_sleep("SELECT SLEEP(30)");
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ((*client)->query("SELECT SLEEP(30)").error().code, kCancelled.name);
  client->reset();
  EXPECT_LT(since(begin), milliseconds(10'000));
  server().await_end("SELECT SLEEP(30)");
}

TEST_P(MysqlClient, GivesTheServerNoFileThatNobodyAskedFor) {
  server().run({"DROP TABLE IF EXISTS stolen", "CREATE TABLE stolen (line TEXT)"});
  const auto client = server().client();
  const auto loaded = client->execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE stolen");
  EXPECT_FALSE(loaded.has_value());
  EXPECT_EQ(server().rows_of("SELECT COUNT(*) FROM stolen"), "0\n");
}

TEST_P(MysqlClient, LoadsWhatAReaderGives) {
  server().run({"DROP TABLE IF EXISTS loaded", "CREATE TABLE loaded (n INT)"});
  const auto client = server().client();
  int next = 1;
  const auto loaded = client->load_data("LOAD DATA LOCAL INFILE 'rows' INTO TABLE loaded",
                                        [&next](std::span<char> space) -> Result<std::size_t> {
                                          if (next > 3) {
                                            return std::size_t{0};
                                          }
                                          space[0] = static_cast<char>('0' + next++);
                                          space[1] = '\n';
                                          return std::size_t{2};
                                        });
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ(loaded->rows_affected, 3U);
  EXPECT_EQ(server().rows_of("SELECT GROUP_CONCAT(n) FROM loaded"), "1,2,3\n");
}

TEST_P(MysqlClient, ReturnsTheReadersOwnError) {
  server().run({"DROP TABLE IF EXISTS half", "CREATE TABLE half (n INT) ENGINE=InnoDB"});
  const auto client = server().client();
  bool first = true;
  const auto loaded = client->load_data("LOAD DATA LOCAL INFILE 'rows' INTO TABLE half",
                                        [&first](std::span<char> space) -> Result<std::size_t> {
                                          if (!std::exchange(first, false)) {
                                            return fail(kFileIo, "the disk broke");
                                          }
                                          space[0] = '1';
                                          space[1] = '\n';
                                          return std::size_t{2};
                                        });
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, kFileIo.name);
}

class MysqlServerFaults : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlServerFaults, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlServerFaults, AHangingServerIsGivenUp) {
  const TestServer server(GetParam());
  Settings settings = server.settings();
  settings.connect_timeout = milliseconds(1000);
  settings.read_timeout = milliseconds(1000);
  const auto client = Client::open(settings);
  ASSERT_TRUE(client.has_value()) << client.error().message;
  server.pause();
  const Error late = (*client)->query("SELECT 1").error();
  EXPECT_EQ(late.code, kServerTimeout.name) << late.message;
  EXPECT_TRUE(late.transient);
  const Error unanswered = Client::open(settings).error();
  EXPECT_EQ(unanswered.code, kServerTimeout.name) << unanswered.message;

  std::stop_source stop;
  settings.connect_timeout = milliseconds(60'000);
  std::jthread stopper([&stop] {
    std::this_thread::sleep_for(milliseconds(100));
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Client::open(settings, stop.get_token()).error().code, kCancelled.name);
  EXPECT_LT(since(begin), milliseconds(5000));
  server.resume();
}

TEST_P(MysqlServerFaults, AServerThatDiesIsAConnectionLost) {
  const TestServer server(GetParam());
  const auto client = server.client();
  std::jthread killer([&server] {
    std::this_thread::sleep_for(milliseconds(100));
    server.kill();
  });
  const Error error = client->query("SELECT SLEEP(30)").error();
  EXPECT_EQ(error.code, kConnectionLost.name) << error.message;
  EXPECT_TRUE(error.transient);
}

}  // namespace
}  // namespace osiris::components::mysql
