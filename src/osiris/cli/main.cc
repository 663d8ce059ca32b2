// The program `osiris`.

#include "components/all.h"
#include "osiris/base/allocator.h"
#include "osiris/base/exit_code.h"
#include "osiris/cli/program.h"

#include <cstdio>
#include <exception>

int main(int argument_count, char** arguments) {
  osiris::keep_freed_memory();
  try {
    return osiris::cli::run_program(argument_count, arguments, osiris::components::all);
  } catch (const std::exception& escaped) {
    std::fprintf(stderr, "error internal.bug: %s\n  exit code 70 (internal_error)\n",
                 escaped.what());
  } catch (...) {
    std::fputs("error internal.bug: unknown exception\n  exit code 70 (internal_error)\n", stderr);
  }
  return static_cast<int>(osiris::ExitCode::kInternal);
}
