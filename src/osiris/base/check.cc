#include "osiris/base/check.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace osiris {

void check_failed(std::string_view condition, std::string_view message, std::string_view file,
                  int line) {
  std::string report = "osiris: internal error at ";
  report.append(file).append(":").append(std::to_string(line)).append(": ").append(message);
  report.append(" (broken: ").append(condition).append("). Please report this.\n");
  std::fputs(report.c_str(), stderr);
  std::abort();
}

}  // namespace osiris
