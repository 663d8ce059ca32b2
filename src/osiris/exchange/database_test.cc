#include "osiris/exchange/database.h"

#include "osiris/exchange/duckdb_api.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/test_database.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace osiris::exchange {
namespace {

namespace fs = std::filesystem;

TEST(DuckDbApi, LoadsTheVersionOsirisIsMadeFor) {
  unwrap(load_duckdb());
  EXPECT_TRUE(std::string(duckdb().library_version()).starts_with("v1.5."));
}

class DatabaseFile : public DatabaseTest {};

TEST_F(DatabaseFile, CreatesFoldersAndTheFileAtOpen) {
  const Path deep = folder / "a" / "b" / "pipeline_data.duckdb";
  DatabaseOptions options;
  options.path = deep;
  const auto other = unwrap(Database::open(options));
  EXPECT_TRUE(fs::exists(deep));
}

TEST_F(DatabaseFile, RefusesASecondOpenInTheSameProcess) {
  DatabaseOptions options;
  options.path = path();
  const auto second = Database::open(options);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, kDatabaseLocked.name);
  options.read_only = true;
  EXPECT_EQ(Database::open(options).error().code, kDatabaseLocked.name);
  options.path = folder / "." / "pipeline_data.duckdb";  // The same file under another name.
  EXPECT_EQ(Database::open(options).error().code, kDatabaseLocked.name);
}

TEST_F(DatabaseFile, OpensAgainAfterTheLastConnectionIsGone) {
  unwrap(connection->execute("CREATE TABLE t AS SELECT 42 AS answer"));
  database.reset();  // The connection keeps the database open.
  DatabaseOptions options;
  options.path = path();
  EXPECT_FALSE(Database::open(options).has_value());
  connection.reset();
  open({});
  EXPECT_EQ(value("SELECT answer FROM t"), "42");
}

// Runs `work` in a child process and returns how it ended.
template <class Work>
int in_child(Work&& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

// Waits until a file is there: the child tells that it is in the middle of its work.
void wait_for(const Path& path) {
  while (!fs::exists(path)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

class OtherProcess : public testing::Test {
 protected:
  Path path() const { return folder / "pipeline_data.duckdb"; }

  /// Starts a process that opens the database, runs `sql` and then waits to be killed.
  pid_t start(const std::string& sql, DatabaseOptions options = {}) {
    const pid_t child = fork();
    if (child == 0) {
      options.path = path();
      auto database = Database::open(options);
      auto connection = (*database)->connect();
      std::ofstream(folder / "ready") << "yes";
      static_cast<void>((*connection)->execute(sql));
      pause();
      _exit(0);
    }
    wait_for(folder / "ready");
    return child;
  }

  void kill_now(pid_t child) {
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
  }

  Result<std::shared_ptr<Database>> open() {
    DatabaseOptions options;
    options.path = path();
    return Database::open(options);
  }

  TemporaryFolder folder;
};

TEST_F(OtherProcess, NamesTheProcessThatHoldsTheDatabase) {
  const pid_t child = start("SELECT 1");
  const auto second = open();
  kill_now(child);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, kDatabaseLocked.name);
  EXPECT_NE(second.error().message.find(std::to_string(child)), std::string::npos)
      << second.error().message;
}

TEST_F(OtherProcess, AKilledLoadLeavesNoTableAndTheNextOpenWorks) {
  const pid_t child = start(
      "CREATE TABLE half AS SELECT range AS i, hash(range)::VARCHAR AS h FROM range(100000000)");
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  kill_now(child);
  const auto database = unwrap(open());
  const auto connection = unwrap(database->connect());
  EXPECT_TRUE(unwrap(list_relations(*connection)).empty());
  unwrap(replace_relation(*connection, "half", "SELECT 1 AS one"));
}

TEST_F(OtherProcess, RemovesTheSpillFilesOfAKilledProcess) {
  DatabaseOptions options;
  options.memory_limit_bytes = 64'000'000;
  const pid_t child = start(
      "CREATE TABLE sorted AS SELECT hash(range) AS h, range::VARCHAR AS s FROM range(30000000) "
      "ORDER BY h",
      options);
  const Path spill(path().string() + ".tmp");
  wait_for(spill);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  kill_now(child);
  ASSERT_TRUE(fs::exists(spill));
  const auto database = unwrap(open());
  EXPECT_FALSE(fs::exists(spill));
}

TEST_F(OtherProcess, AForkedReaderIsRefusedWhileAWriterHoldsTheFile) {
  const pid_t child = start("SELECT 1");
  DatabaseOptions options;
  options.path = path();
  options.read_only = true;
  const auto reader = Database::open(options);
  kill_now(child);
  ASSERT_FALSE(reader.has_value());
  EXPECT_EQ(reader.error().code, kDatabaseLocked.name);
  EXPECT_TRUE(Database::open(options).has_value());
}

class Confinement : public DatabaseTest {
 protected:
  void SetUp() override {
    std::ofstream(folder / "allowed.csv") << "a\n1\n";
    std::ofstream(folder / "secret.csv") << "a\n2\n";
    fs::create_directory(folder / "data");
    std::ofstream(folder / "data" / "in.csv") << "a\n3\n";
    DatabaseOptions options;
    options.readable_paths = {folder / "allowed.csv", folder / "data"};
    open(options);
  }
  std::string quoted(const char* name) const { return "'" + (folder / name).string() + "'"; }
};

TEST_F(Confinement, ReadsWhatThePipelineNames) {
  EXPECT_EQ(value("SELECT a FROM read_csv(" + quoted("allowed.csv") + ")"), "1");
  EXPECT_EQ(value("SELECT a FROM read_csv(" + quoted("data/in.csv") + ")"), "3");
}

TEST_F(Confinement, RefusesEverythingElse) {
  const std::string outside = (folder / "out.csv").string();
  const std::string statements[] = {
      "SELECT * FROM read_csv('/etc/passwd', delim=':', header=false)",
      "SELECT * FROM read_text('/etc/passwd')",
      "SELECT * FROM read_blob('/etc/passwd')",
      "SELECT * FROM '/etc/passwd'",
      "SELECT * FROM glob('/etc/*')",
      "SELECT * FROM read_csv(" + quoted("secret.csv") + ")",
      "SELECT * FROM read_csv(" + quoted("data/../secret.csv") + ")",
      "SELECT * FROM duckdb_secrets()",
      "SELECT * FROM sniff_csv('/etc/passwd')",
      "SELECT getenv('HOME')",
      "COPY (SELECT 1) TO '" + outside + "'",
      "ATTACH '" + outside + "' AS other",
      "INSTALL httpfs",
      "LOAD httpfs",
      "LOAD '/tmp/evil.duckdb_extension'",
      "SET enable_external_access = true",
      "SET lock_configuration = false",
      "SET memory_limit = '1TB'",
      "RESET memory_limit",
      "PRAGMA enable_external_access = true",
      "EXPORT DATABASE '" + outside + "'",
      "IMPORT DATABASE '/etc'",
      "CREATE SECRET s (TYPE http)",
  };
  for (const std::string& sql : statements) {
    const auto result = connection->execute(sql);
    EXPECT_FALSE(result.has_value()) << sql;
  }
  EXPECT_FALSE(fs::exists(outside));
}

TEST_F(Confinement, FollowsNoLinkOutOfAnAllowedFolder) {
  fs::create_symlink("/etc/passwd", folder / "data" / "link.csv");
  // A link inside a folder that the pipeline names is part of what the user named; it is read, as
  // any program would. What must not work is reaching outside by text alone.
  EXPECT_FALSE(
      connection
          ->query_text("SELECT * FROM read_text(" + quoted("data/../../../../etc/passwd") + ")")
          .has_value());
}

TEST_F(Confinement, SpillsAllTheSame) {
  DatabaseOptions options;
  options.memory_limit_bytes = 64'000'000;
  open(options);
  unwrap(replace_relation(
      *connection, "sorted",
      "SELECT hash(range) AS h, range::VARCHAR AS s FROM range(3000000) ORDER BY h"));
  EXPECT_EQ(value("SELECT count(*) FROM sorted"), "3000000");
}

TEST_F(Confinement, UsesUtcWhateverTheMachineSays) {
  EXPECT_EQ(value("SELECT current_setting('TimeZone')"), "UTC");
}

}  // namespace
}  // namespace osiris::exchange
