#include "osiris/exchange/database.h"

#include "osiris/exchange/duckdb_api.h"
#include "osiris/exchange/relation_reader.h"
#include "osiris/exchange/sql_error.h"
#include "osiris/exchange/sql_text.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <thread>

namespace osiris::exchange {

namespace {

namespace fs = std::filesystem;

// DuckDB's own lock belongs to the process: a second open in the same one succeeds and loses data.
// This set is the process' memory of what it has open.
class OpenFiles {
 public:
  bool add(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    return paths_.insert(path).second;
  }
  void remove(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    paths_.erase(path);
  }

 private:
  std::mutex mutex_;
  std::set<std::string> paths_;
};

OpenFiles& open_files() {
  static OpenFiles files;
  return files;
}

// Remembers one path as open while it lives.
class OpenClaim {
 public:
  static std::optional<OpenClaim> take(const std::string& path) {
    return open_files().add(path) ? std::optional(OpenClaim(path)) : std::nullopt;
  }
  OpenClaim(OpenClaim&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  OpenClaim& operator=(OpenClaim&&) = delete;
  ~OpenClaim() {
    if (!path_.empty()) {
      open_files().remove(path_);
    }
  }

 private:
  explicit OpenClaim(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// Settings that new connections may still change after the configuration is locked.
constexpr const char* kConnectionSettings = "['enable_progress_bar', 'enable_progress_bar_print']";

// Settings of the connection that binds queries. The catalogue has the name of a session's, which a
// query may write in front of a relation's.
constexpr const char* kBindingSettings =
    "ATTACH ':memory:' AS pipeline_data; USE pipeline_data; "
    "PRAGMA disable_optimizer; SET errors_as_json = true; ";

class Config {
 public:
  // Begins with what every database has: a number of threads, and no extensions.
  explicit Config(int threads) {
    duckdb().create_config(&handle_);
    set("threads", std::to_string(threads));
    set("autoinstall_known_extensions", "false");
    set("autoload_known_extensions", "false");
    set("allow_community_extensions", "false");
  }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;
  ~Config() { duckdb().destroy_config(&handle_); }
  void set(const char* name, const std::string& value) {
    duckdb().set_config(handle_, name, value.c_str());
  }
  duckdb_config get() const { return handle_; }

 private:
  duckdb_config handle_ = nullptr;
};

// What does not exist yet may become a file or a folder: it is in both lists.
std::string path_list(const std::vector<Path>& paths, fs::file_type kind) {
  std::string out = "[";
  for (const Path& path : paths) {
    std::error_code ignored;
    const fs::file_type found = fs::status(path, ignored).type();
    const bool is_folder = found == fs::file_type::directory;
    if (found == fs::file_type::not_found || is_folder == (kind == fs::file_type::directory)) {
      out += (out.size() == 1 ? "" : ", ") + quote_literal(path.string());
    }
  }
  return out + "]";
}

// Everything SQL could use to leave the session is closed; the order matters: the last two
// settings shut the door.
std::string confinement(const DatabaseOptions& options) {
  std::string settings = "SET GLOBAL TimeZone = 'UTC'; ";
  if (!options.readable_paths.empty()) {
    settings += "SET allowed_paths = " + path_list(options.readable_paths, fs::file_type::regular) +
                "; SET allowed_directories = " +
                path_list(options.readable_paths, fs::file_type::directory) + "; ";
  }
  return settings + "SET allowed_configs = " + kConnectionSettings +
         "; SET enable_external_access = false; SET lock_configuration = true";
}

// Runs SET statements; several at once cost less than one by one.
Status run_settings(duckdb_connection connection, const std::string& sql) {
  duckdb_result result;
  const duckdb_state state = duckdb().query(connection, sql.c_str(), &result);
  Status status;
  if (state != DuckDBSuccess) {
    status = fail(sql_error(duckdb().result_error(&result)));
  }
  duckdb().destroy_result(&result);
  return status;
}

Path absolute_path(const Path& path) {
  std::error_code ignored;
  Path canonical = fs::weakly_canonical(path, ignored);
  return ignored ? fs::absolute(path, ignored) : canonical;
}

Path scratch_of(const Path& path) { return path.string() + ".tmp"; }

Status create_parent(const Path& path) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    return fail(file_error(error.value(), "create", path.parent_path()));
  }
  return {};
}

Error locked_error(const Path& path, const std::string& holder) {
  return make_error(kDatabaseLocked,
                    "the database '" + path.string() + "' is open already" +
                        (holder.empty() ? "" : " in process " + holder),
                    "wait until that process has ended, or stop it");
}

}  // namespace

struct Database::State {
  Path path;
  std::optional<OpenClaim> claim;  // None in memory, where nobody else can be.
  std::optional<FileLock> lock;
  duckdb_database handle = nullptr;
  int threads = 1;
  bool owns_scratch = false;  // Nobody else can be at work in the scratch folder.
  std::string catalog;        // DuckDB's name for the file, quoted.
};

namespace {

// Takes what guards the file. A reader takes no lock, so that several may look at a finished
// session.
Result<std::optional<FileLock>> guard_file(const DatabaseOptions& options, const Path& path) {
  const Path lock_path(path.string() + ".lock");
  if (options.read_only) {
    if (!fs::exists(path)) {
      return fail(kFileNotFound, "no database '" + path.string() + "'",
                  "the session never opened one, or its data was dropped");
    }
    if (FileLock::is_held(lock_path)) {
      return fail(locked_error(path, ""));
    }
    return std::optional<FileLock>();
  }
  OSIRIS_CHECKED(create_parent(path));
  auto lock = FileLock::acquire(lock_path);
  if (!lock.has_value()) {
    if (!lock.error().is(kSessionLocked)) {
      return fail(std::move(lock).error());
    }
    return fail(locked_error(path, lock.error().detail("pid")));
  }
  // A process that was killed while it spilled left its temporary files; nobody else can own them
  // now.
  std::error_code ignored;
  fs::remove_all(scratch_of(path), ignored);
  return std::optional<FileLock>(std::move(*lock));
}

// What DuckDB says of a file that another process has open, with the process's number behind it.
// A run that writes cannot begin while somebody reads, who mostly is gone soon.
constexpr std::string_view kConflict = "Conflicting lock is held in ";
constexpr std::string_view kHolder = "(PID ";
constexpr std::chrono::seconds kReaderPatience{3};
constexpr std::chrono::milliseconds kReaderPause{50};

/// Returns the number of the process that has a file open, out of DuckDB's words; nothing if they
/// say something else.
std::optional<std::string> holder_in(std::string_view message) {
  if (message.find(kConflict) == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t at = message.find(kHolder);
  const std::string_view rest =
      at == std::string_view::npos ? std::string_view() : message.substr(at + kHolder.size());
  return std::string(rest.substr(0, rest.find_first_not_of("0123456789")));
}

Result<duckdb_database> open_with(const Config& config, const Path& path) {
  duckdb_database handle = nullptr;
  char* message = nullptr;
  if (duckdb().open_ext(path.string().c_str(), &handle, config.get(), &message) != DuckDBSuccess) {
    const auto holder = holder_in(message != nullptr ? message : "");
    Error error = sql_error(message != nullptr ? message : "");
    duckdb().free(message);
    if (holder) {
      return fail(locked_error(path, *holder).retryable());
    }
    if (!error.is(kDiskFull)) {
      error.code = kDatabaseOpen.name;
      error.fault = kDatabaseOpen.fault;
    }
    return fail(std::move(error).within("opening '" + path.string() + "'"));
  }
  return handle;
}

Result<duckdb_database> open_handle(const DatabaseOptions& options, const Path& path, int threads) {
  Config config(threads);
  config.set("access_mode", options.read_only ? "READ_ONLY" : "READ_WRITE");
  config.set("temp_directory", scratch_of(path).string());
  if (options.memory_limit_bytes.has_value()) {
    config.set("memory_limit", std::to_string(*options.memory_limit_bytes) + "B");
  }
  const auto end = std::chrono::steady_clock::now() + kReaderPatience;
  auto handle = open_with(config, path);
  while (!handle.has_value() && handle.error().is(kDatabaseLocked) &&
         std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kReaderPause);
    handle = open_with(config, path);
  }
  return handle;
}

}  // namespace

Result<std::shared_ptr<Database>> Database::open(const DatabaseOptions& options) {
  OSIRIS_CHECKED(load_duckdb());
  const Path path = absolute_path(options.path);
  auto claim = OpenClaim::take(path.string());
  if (!claim.has_value()) {
    return fail(locked_error(path, "this one"));
  }
  OSIRIS_TRY(auto lock, guard_file(options, path));
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const int threads = options.threads > 0 ? options.threads : static_cast<int>(cores);
  OSIRIS_TRY(duckdb_database handle, open_handle(options, path, threads));
  std::shared_ptr<Database> database(new Database(std::make_unique<State>(
      State{path, std::move(*claim), std::move(lock), handle, threads, !options.read_only, {}})));
  OSIRIS_TRY(const auto connection, database->connect());
  OSIRIS_CHECKED(database->settle(*connection, "", options));
  return database;
}

Result<std::unique_ptr<Connection>> Database::open_for_binding() {
  OSIRIS_CHECKED(load_duckdb());
  return open_in_memory(kBindingSettings, {});
}

Result<std::unique_ptr<Connection>> Database::open_for_files(const std::vector<Path>& paths) {
  OSIRIS_CHECKED(load_duckdb());
  DatabaseOptions options;
  options.readable_paths = paths;
  return open_in_memory("", options);
}

Result<std::unique_ptr<Connection>> Database::open_in_memory(const std::string& settings,
                                                             const DatabaseOptions& options) {
  const Path path(":memory:");
  Config config(1);
  config.set("temp_directory", "");  // Nothing is stored, so nothing can spill.
  OSIRIS_TRY(duckdb_database handle, open_with(config, path));
  std::shared_ptr<Database> database(
      new Database(std::make_unique<State>(State{path, {}, {}, handle, 1, false, {}})));
  OSIRIS_TRY(auto connection, database->connect());
  OSIRIS_CHECKED(database->settle(*connection, settings, options));
  return connection;
}

Status Database::settle(Connection& connection, const std::string& settings,
                        const DatabaseOptions& options) {
  const auto handle = static_cast<duckdb_connection>(connection.handle());
  OSIRIS_CHECKED(run_settings(handle, settings + confinement(options)));
  OSIRIS_TRY(RelationReader reader, RelationReader::open(connection, "SELECT current_database()"));
  OSIRIS_CHECKED(reader.next());
  state_->catalog = quote_identifier(reader.column(0).text(0));
  return {};
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}

Database::~Database() {
  duckdb().close(&state_->handle);
  std::error_code ignored;
  if (state_->owns_scratch) {
    fs::remove_all(scratch_folder(), ignored);
  } else if (state_->path != ":memory:") {
    fs::remove(scratch_folder(), ignored);  // Unless another reader's file is in it.
  }
}

Path Database::scratch_folder() const { return scratch_of(state_->path); }

const Path& Database::path() const { return state_->path; }

int Database::threads() const { return state_->threads; }

std::string Database::qualified(std::string_view relation) const {
  return state_->catalog + ".main." + quote_identifier(relation);
}

Result<std::unique_ptr<Connection>> Database::connect() {
  duckdb_connection handle = nullptr;
  if (duckdb().connect(state_->handle, &handle) != DuckDBSuccess) {
    return fail(kDatabaseOpen, "cannot connect to '" + state_->path.string() + "'");
  }
  return std::unique_ptr<Connection>(new Connection(shared_from_this(), handle));
}

std::jthread load_duckdb_ahead() {
  return std::jthread([] { (void)load_duckdb(); });
}

}  // namespace osiris::exchange
