#pragma once
// A database in a temporary folder, for the tests of this folder and of components.

#include "osiris/base/temporary_folder.h"
#include "osiris/exchange/database.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace osiris::exchange {

/// Fails the test with the error's text when a result holds none.
template <class T>
T unwrap(Result<T> result) {
  if (!result.has_value()) {
    ADD_FAILURE() << result.error().code << ": " << result.error().message;
    throw std::runtime_error(result.error().message);  // Ends the one test; gtest reports it.
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

/// Opens a database and one connection for each test.
class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override { open({}); }

  void open(DatabaseOptions options) {
    connection.reset();
    database.reset();
    options.path = path();
    if (options.threads == 0) {
      options.threads = 2;
    }
    database = unwrap(Database::open(options));
    connection = unwrap(database->connect());
  }

  Path path() const { return folder.path() / "pipeline_data.duckdb"; }

  /// Returns the one value of a query as text; "NULL" for NULL.
  std::string value(std::string_view sql) {
    const TextTable table = unwrap(connection->query_text(sql));
    if (table.rows.size() != 1 || table.rows[0].size() != 1) {
      return "not one value";
    }
    return table.rows[0][0].value_or("NULL");
  }

  TemporaryFolder folder;
  std::shared_ptr<Database> database;
  std::unique_ptr<Connection> connection;
};

}  // namespace osiris::exchange
