#include "osiris/app/data_door.h"

#include "osiris/app/test_project.h"

#include <future>

namespace osiris::app {
namespace {

class DataDoorTest : public ProjectTest {
 protected:
  void SetUp() override {
    session_folder.root = folder / "session";
    ASSERT_TRUE(files.create_directories(session_folder.root).has_value());
    auto opened = exchange::Database::open(
        {.path = session_folder.database(), .memory_limit_bytes = {}, .readable_paths = {}});
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database = *opened;
    auto connection = *database->connect();
    ASSERT_TRUE(connection->execute("CREATE TABLE numbers AS SELECT i FROM range(200000) t(i)")
                    .has_value());
    door = std::move(DataDoor::open(session_folder, *database, files)).value();
  }

  Result<DataAnswer> ask(const std::string& sql, std::int64_t rows_max,
                         const std::stop_token& stop = {}) const {
    return ask_at_door(session_folder, QueryRequest{.sql = sql, .rows_max = rows_max}, stop);
  }

  session::SessionFolder session_folder;
  std::shared_ptr<exchange::Database> database;
  std::unique_ptr<DataDoor> door;
};

constexpr const char* kEndless =
    "SELECT sum(hash(a.i, b.i)) FROM range(1000000) a(i), range(1000000) b(i)";

TEST_F(DataDoorTest, ShowsWholeRelationsOnly) {
  auto writer = *database->connect();
  ASSERT_TRUE(writer->execute("BEGIN").has_value());
  ASSERT_TRUE(writer->execute("CREATE TABLE half AS SELECT 1 AS one").has_value());
  const auto names = [&] {
    std::vector<std::string> found;
    const DataAnswer answer = ask_at_door(session_folder, ListRequest{}, {}).value();
    for (const auto& relation : std::get<std::vector<exchange::RelationInfo>>(answer)) {
      found.push_back(relation.name);
    }
    return found;
  };
  EXPECT_THAT(names(), testing::ElementsAre("numbers"));
  ASSERT_TRUE(writer->execute("COMMIT").has_value());
  EXPECT_THAT(names(), testing::ElementsAre("half", "numbers"));
}

TEST_F(DataDoorTest, RefusesMoreRowsThanARunCanBear) {
  const auto all = ask("SELECT * FROM numbers", INT64_MAX);
  ASSERT_FALSE(all.has_value());
  EXPECT_TRUE(all.error().is(kAnswerTooLarge));
  EXPECT_THAT(all.error().hint, testing::HasSubstr("--limit"));
  EXPECT_EQ(std::get<exchange::TextTable>(ask("SELECT * FROM numbers", 50'000).value()).rows.size(),
            50'000U);
  EXPECT_EQ(
      std::get<exchange::TextTable>(ask("SELECT * FROM numbers WHERE i < 10", INT64_MAX).value())
          .rows.size(),
      10U);
}

TEST_F(DataDoorTest, AnswersSeveralAtOnce) {
  std::vector<std::future<long long>> answers;
  for (int i = 0; i < 6; ++i) {
    answers.push_back(std::async(std::launch::async, [&] {
      const auto answer = ask("SELECT count(*) FROM numbers", 1);
      return answer.has_value() ? std::stoll(*std::get<exchange::TextTable>(*answer).rows[0][0])
                                : -1LL;
    }));
  }
  for (auto& answer : answers) {
    EXPECT_EQ(answer.get(), 200'000);
  }
}

TEST_F(DataDoorTest, StopsItsWorkWhenTheCallerGoes) {
  std::stop_source stop;
  auto asked = std::async(std::launch::async, [&] { return ask(kEndless, 1, stop.get_token()); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  stop.request_stop();
  EXPECT_TRUE(asked.get().error().is(kCancelled));
  door.reset();  // Would wait for ever for a query that goes on.
}

TEST_F(DataDoorTest, StopsItsWorkWhenTheRunEnds) {
  auto asked = std::async(std::launch::async, [&] { return ask(kEndless, 1); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  door.reset();
  EXPECT_FALSE(asked.get().has_value());
  EXPECT_FALSE(files.exists(session_folder.data_socket()));
}

TEST_F(DataDoorTest, OutlivesCallersThatTalkNonsense) {
  for (const char* line : {"", "nonsense", "{}", R"({"act":"query"})", R"({"act":"show"})"}) {
    auto stream = LocalStream::connect(session_folder.data_socket()).value();
    ASSERT_TRUE(stream.write_line(line, {}).has_value());
    EXPECT_THAT(stream.read_line(100'000, {}).value(), testing::HasSubstr("\"error\"")) << line;
  }
  EXPECT_TRUE(ask("SELECT 1", 1).has_value());
}

}  // namespace
}  // namespace osiris::app
