// The work of a pipeline CSV -> SQL -> CSV through DuckDB's C API in one bare process, as osiris
// does it: each step's result is a table.
//
// Usage: bare_pipeline DATABASE IN.csv OUT.csv QUERY        (QUERY reads the table `extract`)

#include "bare.h"

#include <string>

int main(int count, char** arguments) {
  if (count != 5) {
    std::fputs("usage: bare_pipeline DATABASE IN.csv OUT.csv QUERY\n", stderr);
    return 2;
  }
  const std::string input = arguments[2];
  const std::string output = arguments[3];
  const std::string query = arguments[4];
  bench::Bare bare(arguments[1]);
  bare.run(("CREATE TABLE extract AS SELECT * FROM read_csv('" + input + "')").c_str());
  bare.run(("CREATE TABLE transform AS " + query).c_str());
  bare.run(("COPY transform TO '" + output + "' (FORMAT csv, HEADER)").c_str());
  return 0;
}
