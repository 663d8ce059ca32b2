#pragma once
// For the tests of this family: real servers on loopback, one of each kind for a whole program.

#include "components/mysql/client.h"
#include "components/mysql/quoting.h"
#include "osiris/base/check.h"
#include "osiris/base/descriptor.h"
#include "osiris/format/json.h"
#include "osiris/sdk/connection.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace osiris::components::mysql {

/// A server of its own, as tests/services/mysql_server.py starts it; ends with this object.
class TestServer {
 public:
  /// `flavour` is "mariadb" or "mysql"; `options` are mysqld's. Stops the program if it fails.
  explicit TestServer(const std::string& flavour, const std::vector<std::string>& options = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  /// Returns the one server of that kind that the tests of a program share.
  static TestServer& shared(const std::string& flavour);

  /// The settings of a user who may do all; database `shop`.
  const sdk::ConnectionSettings& connection() const { return connection_; }
  Settings settings() const { return read_settings(connection_, "/"); }
  std::string socket() const { return socket_; }
  /// The folder of the server's data and log.
  Path folder() const { return folder_; }

  /// Opens a client, and stops the program if that fails.
  std::unique_ptr<Client> client() const;
  /// Runs statements one by one, and stops the program if one fails.
  void run(const std::vector<std::string>& statements) const;
  /// Returns rows, a line each, fields joined by `|`, NULL as `~`; or the error's code.
  std::string rows_of(const std::string& sql) const;

  /// Waits until a statement with this text is in the middle of a SLEEP(); returns the number of
  /// its connection. Before, while the server only reads it, nothing that ends it would count.
  std::string await_sleep(const std::string& text) const;
  /// Waits until no statement with this text sleeps.
  void await_end(const std::string& text) const;

  /// Ends the server in order and starts it with other options, at the same place.
  void restart(const std::vector<std::string>& options);
  void kill() const;   ///< As a loss of power would.
  void pause() const;  ///< It still accepts connections, and says nothing.
  void resume() const;

 private:
  /// Reads where the server is.
  void learn_place();
  /// Opens a client that is not encrypted: MySQL takes longer for that than for most statements.
  std::unique_ptr<Client> plain_client() const;
  /// Returns the connections with statements of this text that sleep, until `is_enough` of them.
  std::string await_sleepers(const std::string& text, bool (*is_enough)(const std::string&)) const;

  pid_t script_ = -1;
  Descriptor lifeline_;  ///< The script's standard input.
  Descriptor answers_;   ///< Its standard output.
  pid_t server_ = -1;
  std::string socket_;
  Path folder_;
  sdk::ConnectionSettings connection_;
};

/// Finds the checkout that the test's program was built in: it runs in the folder of its build.
inline Path source_folder() {
  Path folder = std::filesystem::current_path();
  while (!std::filesystem::exists(folder / "tests/services/mysql_server.py")) {
    OSIRIS_CHECK(folder.has_relative_path(), "run the test below the checkout");
    folder = folder.parent_path();
  }
  return folder;
}

struct TestPipe {
  Descriptor read;
  Descriptor write;
};

inline TestPipe make_test_pipe() {
  std::array<int, 2> ends{};
  OSIRIS_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0, "no pipe for a test's server");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

inline std::string read_test_line(const Descriptor& from) {
  std::string line;
  for (char letter = 0; ::read(from.number(), &letter, 1) == 1 && letter != '\n';) {
    line += letter;
  }
  return line;
}

inline TestServer::TestServer(const std::string& flavour, const std::vector<std::string>& options) {
  TestPipe input = make_test_pipe();
  TestPipe output = make_test_pipe();
  std::vector<std::string> words{"/usr/bin/python3", "-B",
                                 (source_folder() / "tests/services/mysql_server.py").string(),
                                 flavour};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.write.number(), STDOUT_FILENO);
  const int spawned =
      posix_spawn(&script_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  OSIRIS_CHECK(spawned == 0, "python3 could not be started");
  lifeline_ = std::move(input.write);
  answers_ = std::move(output.read);
  output.write.close();
  connection_.ref = {.family = "mysql", .alias = flavour};
  learn_place();
}

inline void TestServer::learn_place() {
  const auto place = parse_json(read_test_line(answers_));
  OSIRIS_CHECK(place.has_value(), "the server did not start; its script says why");
  connection_.values = *place;
  server_ = static_cast<pid_t>(place->find("pid")->as_int());
  socket_ = place->text_or("socket", "");
  folder_ = place->text_or("folder", "");
  for (const char* const key : {"pid", "socket", "folder"}) {
    connection_.values.erase(key);
  }
}

inline void TestServer::restart(const std::vector<std::string>& options) {
  Value list = Value::array();
  for (const std::string& option : options) {
    list.push_back(option);
  }
  const std::string line = to_json(list) + "\n";
  const auto written = ::write(lifeline_.number(), line.data(), line.size());
  OSIRIS_CHECK(written == static_cast<ssize_t>(line.size()), "the server's script is gone");
  learn_place();
}

inline TestServer::~TestServer() {
  lifeline_.close();
  ::waitpid(script_, nullptr, 0);
}

inline TestServer& TestServer::shared(const std::string& flavour) {
  static std::map<std::string, std::unique_ptr<TestServer>> servers;
  auto& server = servers[flavour];
  if (server == nullptr) {
    server = std::make_unique<TestServer>(flavour);
  }
  return *server;
}

inline std::unique_ptr<Client> open_test_client(const Settings& settings) {
  auto client = Client::open(settings);
  OSIRIS_CHECK(client.has_value(), client.error().message);
  return std::move(*client);
}

inline std::unique_ptr<Client> TestServer::client() const { return open_test_client(settings()); }

inline std::unique_ptr<Client> TestServer::plain_client() const {
  Settings plain = settings();
  plain.tls = TlsMode::kDisabled;
  return open_test_client(plain);
}

inline void TestServer::run(const std::vector<std::string>& statements) const {
  const auto client = plain_client();
  for (const std::string& statement : statements) {
    const auto done = client->execute(statement);
    OSIRIS_CHECK(done.has_value(), statement + ": " + done.error().message);
  }
}

inline std::string TestServer::rows_of(const std::string& sql) const {
  const auto found = plain_client()->query(sql);
  if (!found.has_value()) {
    return found.error().code;
  }
  std::string text;
  for (const auto& row : found->rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += (i == 0 ? "" : "|") + row[i].value_or("~");
    }
    text += "\n";
  }
  return text;
}

inline std::string TestServer::await_sleepers(const std::string& text,
                                              bool (*is_enough)(const std::string&)) const {
  const auto client = plain_client();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (;;) {
    OSIRIS_CHECK(std::chrono::steady_clock::now() < end, "waited in vain for " + text);
    const auto found = client->query_value(
        "SELECT GROUP_CONCAT(id) FROM information_schema.processlist WHERE state = 'User sleep' "
        "AND info LIKE " +
        quote_text("%" + text + "%"));
    OSIRIS_CHECK(found.has_value(), found.error().message);
    if (is_enough(found->value_or(""))) {
      return found->value_or("");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

inline std::string TestServer::await_sleep(const std::string& text) const {
  return await_sleepers(text, [](const std::string& found) { return !found.empty(); });
}

inline void TestServer::await_end(const std::string& text) const {
  await_sleepers(text, [](const std::string& found) { return found.empty(); });
}

inline void TestServer::kill() const { ::kill(server_, SIGKILL); }

/// Waits until each of its threads stands still; until then it may still answer.
inline void TestServer::pause() const {
  ::kill(server_, SIGSTOP);
  const Path threads = "/proc/" + std::to_string(server_) + "/task";
  const auto runs = [](const std::filesystem::directory_entry& thread) {
    std::string line;
    std::getline(std::ifstream(thread.path() / "stat"), line);
    return line.find(") T ") == std::string::npos;
  };
  for (int i = 0; i < 10'000; ++i) {
    const std::filesystem::directory_iterator all(threads);
    if (std::none_of(begin(all), end(all), runs)) {
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  OSIRIS_CHECK(false, "the server does not stand still");
}

inline void TestServer::resume() const { ::kill(server_, SIGCONT); }

}  // namespace osiris::components::mysql
