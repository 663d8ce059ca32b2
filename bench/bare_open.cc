// What DuckDB alone needs for a small run: open a new file, make two tables, checkpoint, close.
//
// Usage: bare_open DATABASE IN.csv

#include "bare.h"

#include <string>

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: bare_open DATABASE IN.csv\n", stderr);
    return 2;
  }
  bench::Bare bare(arguments[1]);
  bare.run((std::string("CREATE TABLE extract AS SELECT * FROM read_csv('") + arguments[2] + "')")
               .c_str());
  bare.run("CREATE TABLE transform AS SELECT * FROM extract");
  bare.run("CHECKPOINT");
  return 0;
}
