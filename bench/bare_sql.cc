// What DuckDB alone needs for some statements: opens a database, new or old, runs them one by one,
// each in a transaction of its own, checkpoints and closes.
//
// Usage: bare_sql DATABASE STATEMENT...

#include "bare.h"

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: bare_sql DATABASE STATEMENT...\n", stderr);
    return 2;
  }
  bench::Bare bare(arguments[1]);
  for (int i = 2; i < count; ++i) {
    bare.run(arguments[i]);
  }
  return 0;
}
