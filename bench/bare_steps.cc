// What DuckDB alone needs for many small tables: each is made in a transaction of its own.
//
// Usage: bare_steps DATABASE COUNT

#include "bare.h"

#include <string>

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: bare_steps DATABASE COUNT\n", stderr);
    return 2;
  }
  bench::Bare bare(arguments[1]);
  const long steps = std::strtol(arguments[2], nullptr, 10);
  for (long step = 0; step < steps; ++step) {
    const std::string number = std::to_string(step);
    bare.run(("CREATE TABLE s" + number + " AS SELECT " + number + " AS n").c_str());
  }
  return 0;
}
