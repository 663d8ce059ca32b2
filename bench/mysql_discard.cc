// Reads a result as fast as a program can that does nothing with it: prepared statement, binary
// protocol, unbuffered, values left where they arrive.
//
// Usage: mysql_discard SOCKET USER PASSWORD DATABASE QUERY
// Prints the number of rows.

#include <mysql.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace bench {
namespace {

[[noreturn]] void give_up(const char* message) {
  std::fprintf(stderr, "%s\n", message);
  std::exit(1);
}

std::int64_t discard(MYSQL& mysql, std::string_view query) {
  MYSQL_STMT* const statement = mysql_stmt_init(&mysql);
  if (mysql_stmt_prepare(statement, query.data(), query.size()) != 0 ||
      mysql_stmt_execute(statement) != 0) {
    give_up(mysql_stmt_error(statement));
  }
  MYSQL_BIND nothing{};
  nothing.flags = MADB_BIND_DUMMY;
  nothing.buffer_type = MYSQL_TYPE_NULL;
  std::vector<MYSQL_BIND> binds(mysql_stmt_field_count(statement), nothing);
  mysql_stmt_bind_result(statement, binds.data());
  std::int64_t rows = 0;
  int outcome = 0;
  while ((outcome = mysql_stmt_fetch(statement)) == 0) {
    ++rows;
  }
  if (outcome != MYSQL_NO_DATA) {
    give_up(mysql_error(&mysql));
  }
  mysql_stmt_close(statement);
  return rows;
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  if (count != 6) {
    std::fputs("usage: mysql_discard SOCKET USER PASSWORD DATABASE QUERY\n", stderr);
    return 2;
  }
  MYSQL mysql;
  mysql_init(&mysql);
  if (mysql_real_connect(&mysql, nullptr, arguments[2], arguments[3], arguments[4], 0, arguments[1],
                         0) == nullptr) {
    bench::give_up(mysql_error(&mysql));
  }
  std::printf("%" PRId64 "\n", bench::discard(mysql, arguments[5]));
  mysql_close(&mysql);
  return 0;
}
