#include "components/mysql/client.h"

#include "components/mysql/deadline.h"
#include "components/mysql/error_class.h"
#include "components/mysql/name_lookup.h"
#include "components/mysql/tls.h"
#include "osiris/base/descriptor.h"
#include "osiris/base/machine.h"
#include "osiris/base/text.h"
#include "osiris/base/tls_failure.h"

#include <errmsg.h>
#include <fcntl.h>
#include <mysql.h>
#include <poll.h>
#include <sys/socket.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <utility>

namespace osiris::components::mysql {
namespace {

// How long a connection that is being made goes without a look at the stop token. Unit: ms.
constexpr int kConnectSliceMs = 20;
// What a server may take to accept the connection that ends an interrupted statement; within the
// second in which a stopped run has to end.
constexpr std::chrono::milliseconds kKillPatience{400};
// A server must not get the password in clear, whatever it asks for.
constexpr const char* kAuthPlugins =
    "mysql_native_password,client_ed25519,sha256_password,caching_sha2_password";
constexpr const char* kPluginRefused =
    "the server asks for a way to log in that shows it the password, or that is unknown here";
// Times are read and written in UTC, and a value that does not fit is an error, not a warning.
constexpr const char* kInitialCommand =
    "SET time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')";
// The largest row that can be read; the protocol knows no larger one. Unit: bytes.
constexpr unsigned long kPacketBytesMax = 1UL << 30;

void start_library() {
  static std::once_flag once;
  std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
}

unsigned whole_seconds(std::chrono::milliseconds duration) {
  return static_cast<unsigned>(
      std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(duration).count()));
}

/// Finds the plugins that an installed program brings along; nothing if the library's own count.
std::optional<std::string> plugin_folder() {
  const Path folder = program_folder() / ".." / "lib" / "libmariadb3" / "plugin";
  return RealFileSystem().is_directory(folder) ? std::optional(folder.lexically_normal().string())
                                               : std::nullopt;
}

void set_options(MYSQL& mysql, const Settings& settings) {
  const unsigned connect_timeout = whole_seconds(settings.connect_timeout);
  const unsigned read_timeout = whole_seconds(settings.read_timeout);
  const unsigned protocol = settings.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  const unsigned local_files = 1;  // Each request of the server is checked by FileFeed.
  const my_bool reconnect = 0;
  mysql_options(&mysql, MYSQL_OPT_NONBLOCK, nullptr);
  mysql_options(&mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  mysql_options(&mysql, MYSQL_OPT_READ_TIMEOUT, &read_timeout);
  mysql_options(&mysql, MYSQL_OPT_WRITE_TIMEOUT, &read_timeout);
  mysql_options(&mysql, MYSQL_OPT_PROTOCOL, &protocol);
  mysql_options(&mysql, MYSQL_OPT_LOCAL_INFILE, &local_files);
  mysql_options(&mysql, MYSQL_OPT_RECONNECT, &reconnect);
  mysql_options(&mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &kPacketBytesMax);
  mysql_options(&mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_options(&mysql, MYSQL_INIT_COMMAND, kInitialCommand);
  mysql_options(&mysql, MARIADB_OPT_RESTRICTED_AUTH, kAuthPlugins);
  if (const auto folder = plugin_folder()) {
    mysql_options(&mysql, MYSQL_PLUGIN_DIR, folder->c_str());
  }
  mysql_options4(&mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "osiris");
  if (settings.compresses) {
    mysql_options(&mysql, MYSQL_OPT_COMPRESS, nullptr);
  }
}

/// Waits for what the library waits for; returns what happened, as the library wants it told.
int wait_for_socket(MYSQL& mysql, int wanted, int patience_ms) {
  pollfd entry{.fd = static_cast<int>(mysql_get_socket(&mysql)), .events = 0, .revents = 0};
  entry.events = static_cast<short>(((wanted & MYSQL_WAIT_READ) != 0 ? POLLIN : 0) |
                                    ((wanted & MYSQL_WAIT_WRITE) != 0 ? POLLOUT : 0) |
                                    ((wanted & MYSQL_WAIT_EXCEPT) != 0 ? POLLPRI : 0));
  if (poll(&entry, 1, patience_ms) <= 0) {
    return 0;
  }
  const auto got = static_cast<unsigned>(entry.revents);
  int happened = 0;
  happened |= (got & (POLLIN | POLLHUP | POLLERR)) != 0 ? wanted & MYSQL_WAIT_READ : 0;
  happened |= (got & (POLLOUT | POLLHUP | POLLERR)) != 0 ? wanted & MYSQL_WAIT_WRITE : 0;
  happened |= (got & POLLPRI) != 0 ? wanted & MYSQL_WAIT_EXCEPT : 0;
  return happened;
}

/// What the server reads during LOAD DATA LOCAL. Without a reader it gets nothing.
struct FileFeed {
  const Client::FileReader* reader = nullptr;
  std::optional<Error> failure;

  static int begin(void** feed, const char* /*name*/, void* self) {
    *feed = self;
    return static_cast<FileFeed*>(self)->reader == nullptr ? 1 : 0;
  }
  static int read(void* self, char* space, unsigned size) {
    auto& feed = *static_cast<FileFeed*>(self);
    auto count = (*feed.reader)({space, size});
    if (!count.has_value()) {
      feed.failure = std::move(count).error();
      return -1;
    }
    return static_cast<int>(*count);
  }
  static void end(void* /*self*/) {}
  static int explain(void* /*self*/, char* text, unsigned size) {
    constexpr std::string_view kWords = "no file was asked for";
    const std::size_t count = std::min<std::size_t>(kWords.size(), size - 1);
    std::copy_n(kWords.data(), count, text);
    text[count] = '\0';
    return 2000;  // CR_UNKNOWN_ERROR
  }
};

}  // namespace

struct Client::State {
  Settings settings;
  MYSQL mysql{};
  ServerFacts facts;
  FileFeed feed;
  GreetingWatch watch;
  std::mutex mutex;  ///< Guards the next two.
  bool is_cut = false;
  Descriptor socket;  ///< A second one of the connection, whose number nobody else can get.
  std::atomic<bool> interrupted = false;
  bool connected = false;
  std::optional<std::stop_callback<std::function<void()>>> on_stop;

  State() { mysql_init(&mysql); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    on_stop.reset();
    {
      const std::scoped_lock lock(mutex);
      socket.close();
    }
    mysql_close(&mysql);
  }

  void interrupt() {
    interrupted = true;
    cut();
  }

  /// Ends whatever the library waits for.
  void cut() {
    const std::scoped_lock lock(mutex);
    is_cut = true;
    if (socket.is_open()) {
      ::shutdown(socket.number(), SHUT_RDWR);
    }
  }

  /// Lets cut() reach the connection, also while the library waits by itself. No other address
  /// will be tried, once a server has spoken.
  void adopt_socket() {
    const std::scoped_lock lock(mutex);
    if (!socket.is_open()) {
      socket = Descriptor(
          ::fcntl(static_cast<int>(mysql_get_socket(&mysql)), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    }
    if (is_cut) {
      ::shutdown(socket.number(), SHUT_RDWR);
    }
  }

  Error failure(unsigned number, std::string_view message, int system_error) const {
    if (interrupted) {
      return make_error(kCancelled, "the work on " + place_of(settings) + " was stopped");
    }
    if (number == CR_SSL_CONNECTION_ERROR && (connected || is_broken_off_tls(message))) {
      number = CR_SERVER_LOST;  // What broke is what encryption goes through.
    }
    const bool lost = classify(number).code.name == kConnectionLost.name;
    if (lost && system_error == ETIMEDOUT) {
      Error error =
          make_error(kServerTimeout,
                     place_of(settings) + " did not answer within " +
                         std::to_string(whole_seconds(settings.read_timeout)) + " s",
                     "raise the connection's read_timeout_seconds, or see what keeps the server");
      return std::move(error).retryable();
    }
    return make_server_error(number, message);
  }

  Error failure() {
    const int system_error = errno;
    return failure(mysql_errno(&mysql), mysql_error(&mysql), system_error);
  }

  Status connect(std::chrono::milliseconds patience, const std::stop_token& stop);
  bool shake_hands(const std::stop_token& stop);
  Error connect_failure();
  Error late_failure(std::chrono::milliseconds patience) const;
  Status run(std::string_view sql);
  Status learn_facts();
};

Status Client::State::connect(std::chrono::milliseconds patience, const std::stop_token& stop) {
  const Deadline deadline(stop, patience);
  const std::stop_callback on_end(deadline.token(), [this] { cut(); });
  set_options(mysql, settings);
  OSIRIS_CHECKED(set_tls(mysql, settings));
  watch.watch(mysql, settings.tls, [this] { adopt_socket(); });
  if (settings.socket.empty()) {
    const Status named = await_name(settings.host, deadline.token());
    if (!named.has_value()) {
      return fail(deadline.passed() ? late_failure(patience) : named.error());
    }
  }
  if (!shake_hands(deadline.token()) || deadline.passed()) {
    interrupted = interrupted || stop.stop_requested();
    return fail(deadline.passed() ? late_failure(patience) : connect_failure());
  }
  connected = true;
  if (insists_on_tls(settings.tls) && mysql_get_ssl_cipher(&mysql) == nullptr) {
    return fail(make_no_tls_error(settings));
  }
  return {};
}

/// Has the library connect by its calls that do not block; false if that failed.
bool Client::State::shake_hands(const std::stop_token& stop) {
  const auto or_null = [](const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
  };
  MYSQL* done = nullptr;
  int wanted = mysql_real_connect_start(
      &done, &mysql, settings.socket.empty() ? settings.host.c_str() : nullptr,
      settings.user.c_str(), settings.password.c_str(), or_null(settings.database), settings.port,
      or_null(settings.socket), CLIENT_MULTI_RESULTS | CLIENT_FOUND_ROWS);
  while (wanted != 0) {
    int happened = wait_for_socket(mysql, wanted, kConnectSliceMs);
    if (happened == 0 && stop.stop_requested()) {
      ::shutdown(static_cast<int>(mysql_get_socket(&mysql)), SHUT_RDWR);
      happened = wanted & (MYSQL_WAIT_TIMEOUT | MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);
    }
    if (happened != 0) {
      wanted = mysql_real_connect_cont(&done, &mysql, happened);
    }
  }
  return done != nullptr;
}

Error Client::State::connect_failure() {
  if (watch.has_cut()) {
    return make_no_tls_error(settings);
  }
  // The library has another number for an error that nobody vouches for: it came in clear.
  const unsigned number = watch.error_number() != 0 ? watch.error_number() : mysql_errno(&mysql);
  // Its own message for a refused plugin shows what stands in the memory behind.
  const char* const message =
      number == CR_PLUGIN_NOT_ALLOWED ? kPluginRefused : mysql_error(&mysql);
  Error error = failure(number, message, 0);
  if (error.is(kConnectionLost)) {
    error.hint = "see whether a MySQL or MariaDB server is there, and what its log says";
  }
  if (const std::string hint = certificate_hint(settings); error.is(kTlsFailed) && !hint.empty()) {
    error.hint = hint;
  }
  return std::move(error).within("connecting to " + place_of(settings));
}

Error Client::State::late_failure(std::chrono::milliseconds patience) const {
  Error error =
      make_error(kServerTimeout,
                 place_of(settings) + " did not take us in within " +
                     std::to_string(whole_seconds(patience)) + " s",
                 "raise the connection's connect_timeout_seconds, or see whether the server hangs");
  return std::move(error).retryable();
}

Status Client::State::run(std::string_view sql) {
  if (interrupted) {
    return fail(failure(0, "", 0));
  }
  if (mysql_real_query(&mysql, sql.data(), sql.size()) != 0) {
    return fail(failure());
  }
  return {};
}

Result<std::unique_ptr<Client>> Client::open(const Settings& settings,
                                             const std::stop_token& stop) {
  start_library();
  auto state = std::make_unique<State>();
  state->settings = settings;
  mysql_set_local_infile_handler(&state->mysql, FileFeed::begin, FileFeed::read, FileFeed::end,
                                 FileFeed::explain, &state->feed);
  state->on_stop.emplace(stop, [&state = *state] { state.interrupt(); });
  OSIRIS_CHECKED(state->connect(settings.connect_timeout, stop));
  auto client = std::unique_ptr<Client>(new Client(std::move(state)));
  OSIRIS_CHECKED(client->state_->learn_facts());
  return client;
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}

Client::~Client() {
  if (!state_->interrupted || !state_->connected) {
    return;
  }
  // A server sees a broken connection only when it writes to it, which may be hours later.
  State killer;
  killer.settings = state_->settings;
  killer.settings.connect_timeout = kKillPatience;
  killer.settings.read_timeout = kKillPatience;
  if (killer.connect(kKillPatience, {}).has_value()) {
    static_cast<void>(killer.run("KILL " + std::to_string(connection_id())));
  }
}

const ServerFacts& Client::server() const { return state_->facts; }

std::uint64_t Client::connection_id() const { return mysql_thread_id(&state_->mysql); }

void* Client::handle() const { return &state_->mysql; }

void Client::interrupt() { state_->interrupt(); }

Status Client::State::learn_facts() {
  facts.is_mariadb = mariadb_connection(&mysql) != 0;
  facts.version_text = mysql_get_server_info(&mysql);
  facts.version = static_cast<unsigned>(mysql_get_server_version(&mysql));
  facts.encrypted = mysql_get_ssl_cipher(&mysql) != nullptr;
  OSIRIS_CHECKED(run("SELECT @@max_allowed_packet, @@local_infile"));
  MYSQL_RES* const result = mysql_store_result(&mysql);
  if (result == nullptr) {
    return fail(failure());
  }
  if (MYSQL_ROW row = mysql_fetch_row(result); row != nullptr) {
    facts.max_allowed_packet =
        static_cast<std::uint64_t>(parse_integer(row[0] == nullptr ? "" : row[0]).value_or(0));
    facts.takes_local_files = row[1] != nullptr && std::string_view(row[1]) != "0";
  }
  mysql_free_result(result);
  return {};
}

Result<Effect> Client::execute(std::string_view sql) {
  OSIRIS_CHECKED(state_->run(sql));
  MYSQL* const mysql = &state_->mysql;
  const char* const info = mysql_info(mysql);
  Effect effect{.rows_affected = mysql_affected_rows(mysql),
                .warnings = mysql_warning_count(mysql),
                .info = info == nullptr ? "" : info};
  if (mysql_field_count(mysql) > 0) {  // Rows that nobody asked for would block the connection.
    mysql_free_result(mysql_store_result(mysql));
    effect.rows_affected = 0;
  }
  return effect;
}

Result<TextRows> Client::query(std::string_view sql) {
  OSIRIS_CHECKED(state_->run(sql));
  MYSQL_RES* const result = mysql_store_result(&state_->mysql);
  if (result == nullptr) {
    if (mysql_errno(&state_->mysql) != 0) {
      return fail(state_->failure());
    }
    return TextRows{};
  }
  TextRows found;
  const unsigned count = mysql_num_fields(result);
  for (unsigned i = 0; i < count; ++i) {
    const MYSQL_FIELD& field = *mysql_fetch_field_direct(result, i);
    found.columns.emplace_back(field.name, field.name_length);
  }
  while (MYSQL_ROW row = mysql_fetch_row(result)) {
    const unsigned long* const lengths = mysql_fetch_lengths(result);
    auto& texts = found.rows.emplace_back();
    for (unsigned i = 0; i < count; ++i) {
      texts.push_back(row[i] == nullptr ? std::nullopt
                                        : std::optional(std::string(row[i], lengths[i])));
    }
  }
  mysql_free_result(result);
  return found;
}

Result<std::optional<std::string>> Client::query_value(std::string_view sql) {
  OSIRIS_TRY(const TextRows found, query(sql));
  return found.rows.empty() || found.rows.front().empty() ? std::nullopt
                                                          : found.rows.front().front();
}

Result<TextRows> Client::warnings(std::size_t rows_max) {
  return query("SHOW WARNINGS LIMIT " + std::to_string(rows_max));
}

Result<Effect> Client::load_data(std::string_view sql, const FileReader& reader) {
  state_->feed.reader = &reader;
  state_->feed.failure.reset();
  auto effect = execute(sql);
  state_->feed.reader = nullptr;
  if (auto failure = std::exchange(state_->feed.failure, std::nullopt)) {
    return fail(*std::move(failure));
  }
  return effect;
}

struct RowStream::State {
  Client::State* client = nullptr;
  MYSQL_STMT* statement = nullptr;
  std::vector<Field> fields;
  std::vector<MYSQL_BIND> binds;
  std::vector<bool> is_fixed;  ///< For each field: its values have no length in front.
  std::int64_t bytes_read = 0;
  bool ended = false;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (statement == nullptr) {
      return;
    }
    if (!ended && !client->interrupted) {
      client->interrupt();  // Else closing would read all the rows that nobody wants.
    }
    mysql_stmt_close(statement);
  }

  Status prepare(std::string_view sql);

  Error failure() const {
    const int system_error = errno;
    // What ends a result in its middle is kept with the connection, not with the statement.
    const unsigned number = mysql_stmt_errno(statement);
    return number == 0 ? client->failure(mysql_errno(&client->mysql), mysql_error(&client->mysql),
                                         system_error)
                       : client->failure(number, mysql_stmt_error(statement), system_error);
  }
};

namespace {

Field describe_field(const MYSQL_FIELD& field) {
  Field described{.name = {field.name, field.name_length},
                  .table = {field.org_table, field.org_table_length},
                  .type = static_cast<int>(field.type),
                  .flags = field.flags,
                  .charset = field.charsetnr,
                  .decimals = field.decimals,
                  .length = field.length,
                  .extended_type = {}};
  MARIADB_CONST_STRING text{};
  for (const auto attribute : {MARIADB_FIELD_ATTR_DATA_TYPE_NAME, MARIADB_FIELD_ATTR_FORMAT_NAME}) {
    if (mariadb_field_attr(&text, &field, attribute) == 0 && text.length > 0) {
      described.extended_type.assign(text.str, text.length);
    }
  }
  return described;
}

bool has_fixed_width(int type) {
  switch (type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_YEAR:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return true;
    default:
      return false;
  }
}

/// Finds a fetched value, behind its length. Source: MySQL Internals, "Length-Encoded Integer".
Cell cell_of(const MYSQL_BIND& bind, bool is_fixed) {
  const unsigned char* const value = bind.u.row_ptr;
  if (value == nullptr || is_fixed) {
    return {.bytes = value, .size = value == nullptr ? 0 : bind.length_value};
  }
  const std::size_t prefix = *value < 251 ? 1 : *value == 252 ? 3 : *value == 253 ? 4 : 9;
  return {.bytes = value + prefix, .size = bind.length_value};
}

}  // namespace

/// Has the server read a statement, and learns which columns its rows will have.
Status RowStream::State::prepare(std::string_view sql) {
  statement = mysql_stmt_init(&client->mysql);
  ended = true;  // Until there are rows.
  if (statement == nullptr) {
    return fail(kServerFull, "there is no memory for a statement");
  }
  if (client->interrupted || mysql_stmt_prepare(statement, sql.data(), sql.size()) != 0) {
    return fail(failure());
  }
  MYSQL_RES* const description = mysql_stmt_result_metadata(statement);
  if (description == nullptr) {
    return fail(kQueryFailed, "the statement returns no rows",
                "let the query be a SELECT, or another statement that returns rows");
  }
  const unsigned count = mysql_num_fields(description);
  for (unsigned i = 0; i < count; ++i) {
    fields.push_back(describe_field(*mysql_fetch_field_direct(description, i)));
    is_fixed.push_back(has_fixed_width(fields.back().type));
  }
  mysql_free_result(description);
  return {};
}

Result<std::vector<Field>> Client::describe(std::string_view sql) {
  RowStream::State state;
  state.client = state_.get();
  OSIRIS_CHECKED(state.prepare(sql));
  return std::move(state.fields);
}

Result<RowStream> Client::stream(std::string_view sql) {
  auto state = std::make_unique<RowStream::State>();
  state->client = state_.get();
  OSIRIS_CHECKED(state->prepare(sql));
  if (mysql_stmt_execute(state->statement) != 0) {
    return fail(state->failure());
  }
  // The library copies nothing for such a column and says where the value stands.
  MYSQL_BIND nothing{};
  nothing.flags = MADB_BIND_DUMMY;
  nothing.buffer_type = MYSQL_TYPE_NULL;
  state->binds.assign(state->fields.size(), nothing);
  if (mysql_stmt_bind_result(state->statement, state->binds.data()) != 0) {
    return fail(state->failure());
  }
  state->ended = false;
  return RowStream(std::move(state));
}

RowStream::RowStream(std::unique_ptr<State> state)
    : state_(std::move(state)), cells_(state_->fields.size()) {}
RowStream::RowStream(RowStream&&) noexcept = default;
RowStream& RowStream::operator=(RowStream&&) noexcept = default;
RowStream::~RowStream() = default;

const std::vector<Field>& RowStream::fields() const { return state_->fields; }

std::int64_t RowStream::bytes_read() const { return state_->bytes_read; }

Result<bool> RowStream::next() {
  State& state = *state_;
  if (state.ended) {
    return false;
  }
  const int outcome = mysql_stmt_fetch(state.statement);
  if (outcome == MYSQL_NO_DATA) {
    state.ended = true;
    return false;
  }
  if (outcome == 1) {
    Error error = state.failure();
    state.ended = true;
    return fail(std::move(error));
  }
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i] = cell_of(state.statement->bind[i], state.is_fixed[i]);
    state.bytes_read += static_cast<std::int64_t>(cells_[i].size);
  }
  return true;
}

}  // namespace osiris::components::mysql
