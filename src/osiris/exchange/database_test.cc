#include "osiris/exchange/database.h"

#include "osiris/exchange/duckdb_api.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/test_database.h"

#include <gmock/gmock.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <spawn.h>
#include <sys/prctl.h>
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

// How a child process is told what to do.
constexpr const char* kHolderPath = "OSIRIS_HOLDER_PATH";
constexpr const char* kHolderSql = "OSIRIS_HOLDER_SQL";
constexpr const char* kHolderMemory = "OSIRIS_HOLDER_MEMORY";
constexpr const char* kHolderReads = "OSIRIS_HOLDER_READS";
constexpr const char* kHolderReady = "OSIRIS_HOLDER_READY";

// Not a test: what OtherProcess runs in a process of its own. It opens the database, runs some SQL
// and waits to be killed.
TEST(DISABLED_Holder, HoldsTheDatabase) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // It must not outlive a test that fails.
  DatabaseOptions options;
  options.path = std::getenv(kHolderPath);
  if (const char* limit = std::getenv(kHolderMemory)) {
    options.memory_limit_bytes = std::atoll(limit);
  }
  options.read_only = std::getenv(kHolderReads) != nullptr;
  const auto database = unwrap(Database::open(options));
  const auto connection = unwrap(database->connect());
  std::ofstream(std::getenv(kHolderReady)) << "yes";
  static_cast<void>(connection->execute(std::getenv(kHolderSql)));
  pause();
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
  /// A fork alone would not do: it copies the locks that DuckDB's threads held.
  pid_t start(const std::string& sql, const std::string& memory_limit_bytes = "",
              bool reads_only = false) {
    const Path ready = folder / "ready";
    setenv(kHolderPath, path().c_str(), 1);
    setenv(kHolderSql, sql.c_str(), 1);
    setenv(kHolderReady, ready.c_str(), 1);
    if (reads_only) {
      setenv(kHolderReads, "1", 1);
    } else {
      unsetenv(kHolderReads);
    }
    if (memory_limit_bytes.empty()) {
      unsetenv(kHolderMemory);
    } else {
      setenv(kHolderMemory, memory_limit_bytes.c_str(), 1);
    }
    std::string program = "osiris_exchange_test";
    std::string disabled_too = "--gtest_also_run_disabled_tests";
    std::string filter = "--gtest_filter=DISABLED_Holder.*";
    std::array<char*, 4> arguments{program.data(), disabled_too.data(), filter.data(), nullptr};
    pid_t child = 0;
    EXPECT_EQ(posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ),
              0);
    wait_for(ready);
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
  const pid_t child = start(
      "CREATE TABLE sorted AS SELECT hash(range) AS h, range::VARCHAR AS s FROM range(30000000) "
      "ORDER BY h",
      "64000000");
  const Path spill(path().string() + ".tmp");
  wait_for(spill);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  kill_now(child);
  ASSERT_TRUE(fs::exists(spill));
  const auto database = unwrap(open());
  EXPECT_FALSE(fs::exists(spill));
}

TEST_F(OtherProcess, AWriterWaitsForAReader) {
  unwrap(open());
  const pid_t child = start("SELECT 1", "", true);
  std::thread end([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    kill_now(child);
  });
  const auto writer = open();
  end.join();
  EXPECT_TRUE(writer.has_value()) << writer.error().message;
}

TEST_F(OtherProcess, AWriterSaysWhoReadsForLong) {
  unwrap(open());
  const pid_t child = start("SELECT 1", "", true);
  const auto writer = open();
  kill_now(child);
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().code, kDatabaseLocked.name);
  EXPECT_TRUE(writer.error().transient);
  EXPECT_THAT(writer.error().message, testing::HasSubstr("in process " + std::to_string(child)));
}

TEST_F(OtherProcess, AReaderIsRefusedWhileAWriterHoldsTheFile) {
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
