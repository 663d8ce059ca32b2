#pragma once
// The wire to a MySQL or MariaDB server: one connection, its statements and streams of rows.

#include "components/mysql/settings.h"
#include "osiris/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components::mysql {

/// What a server says of itself.
struct ServerFacts {
  bool is_mariadb = false;
  unsigned version = 0;  ///< 101119 is 10.11.19, 50729 is 5.7.29.
  std::string version_text;
  std::uint64_t max_allowed_packet = 0;  ///< Bytes.
  bool takes_local_files = false;        ///< `local_infile`: LOAD DATA LOCAL works.
  bool encrypted = false;                ///< This connection is.
};

/// One column of a result, as the server describes it.
struct Field {
  std::string name;
  std::string table;          ///< The column's own; empty if it is computed.
  int type = 0;               ///< enum_field_types of the protocol.
  unsigned flags = 0;         ///< NOT_NULL_FLAG, UNSIGNED_FLAG, ...
  unsigned charset = 0;       ///< 63 is binary.
  unsigned decimals = 0;      ///< Digits after the point, or of a second.
  std::uint64_t length = 0;   ///< As it is displayed, in bytes of the connection's charset.
  std::string extended_type;  ///< "json", "inet6", ..., where a MariaDB server says so.
};

/// A small result: texts, NULL as nothing.
struct TextRows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;
};

/// What a statement that returns no rows did.
struct Effect {
  std::uint64_t rows_affected = 0;  ///< Of an UPDATE, those that it found, changed or not.
  unsigned warnings = 0;
  std::string info;  ///< The server's account of them: "Rows matched: 3  Changed: 1  Warnings: 0".
};

class RowStream;

/// One open connection: utf8mb4, session time zone UTC, strict SQL mode, auto-commit on. One
/// thread at a time, but for interrupt(). When its stop token is stopped, whatever waits for the
/// server fails with run.cancelled at once. A connection that broke stays broken, with
/// mysql.connection_lost: one made anew in silence would lack the transaction, the locks and the
/// settings of the old one.
class Client {
 public:
  /// Errors: mysql.*, run.cancelled.
  static Result<std::unique_ptr<Client>> open(const Settings& settings,
                                              const std::stop_token& stop = {});
  ~Client();  ///< Ends what still runs on the server, if it was interrupted.
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  const ServerFacts& server() const;
  /// Returns the connection's number on the server, for KILL.
  std::uint64_t connection_id() const;

  /// Runs one statement that returns no rows. Errors: mysql.*, run.cancelled.
  Result<Effect> execute(std::string_view sql);
  /// Runs one statement that returns a few rows, which are all kept in memory.
  Result<TextRows> query(std::string_view sql);
  /// Returns the first value of the first row; nothing if there is no row or it is NULL.
  Result<std::optional<std::string>> query_value(std::string_view sql);
  /// The warnings of the last statement, at most `rows_max`: level, number, message.
  Result<TextRows> warnings(std::size_t rows_max);
  /// Returns the columns that the rows of a statement will have; it is read, but not run.
  Result<std::vector<Field>> describe(std::string_view sql);
  /// Starts a SELECT whose rows come as they are read: prepared, in the binary protocol, without a
  /// cursor. The client is the stream's until that is gone.
  Result<RowStream> stream(std::string_view sql);

  /// Fills the front of `space` with the next bytes of a file; returns how many, 0 at the end.
  using FileReader = std::function<Result<std::size_t>(std::span<char> space)>;
  /// Runs LOAD DATA LOCAL INFILE, whatever name it gives; the server gets what `reader` gives. An
  /// error of the reader ends the statement and is returned. Any other request of the server for a
  /// file is refused.
  Result<Effect> load_data(std::string_view sql, const FileReader& reader);

  /// Makes blocked calls fail with run.cancelled, now and from now on. From any thread.
  void interrupt();

  /// The MYSQL handle, for other files of this family.
  void* handle() const;

 private:
  friend class RowStream;
  struct State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A value as it came: the bytes of the binary protocol, without the length in front; null for
/// NULL. Fixed-width values are little-endian, of the width of their type.
/// Source: MySQL Internals, "Binary Protocol Value".
struct Cell {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  std::string_view text() const { return {reinterpret_cast<const char*>(bytes), size}; }
};

/// The rows of one SELECT, read once. Lifetime: within that of its client.
class RowStream {
 public:
  RowStream(RowStream&&) noexcept;
  RowStream& operator=(RowStream&&) noexcept;
  ~RowStream();

  const std::vector<Field>& fields() const;
  /// Moves to the next row; false at the end. Errors: mysql.*, run.cancelled.
  Result<bool> next();
  /// Returns the values of the current row, one for each field. Valid until the next row.
  const Cell* cells() const { return cells_.data(); }
  /// Returns how many bytes the rows so far had.
  std::int64_t bytes_read() const;

 private:
  friend class Client;
  struct State;
  explicit RowStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
  std::vector<Cell> cells_;
};

}  // namespace osiris::components::mysql
