#pragma once
// Stops the program on a bug of ours, with place and reason. Unreachable from user input.

#include <string_view>

namespace osiris {

/// Prints place and message to stderr and aborts. This is the one print a library may do: nothing
/// else is left.
[[noreturn]] void check_failed(std::string_view condition, std::string_view message,
                               std::string_view file, int line);

}  // namespace osiris

/// Stops the program if `condition` does not hold; the message says what that means.
#define OSIRIS_CHECK(condition, message)                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      ::osiris::check_failed(#condition, (message), __FILE_NAME__, __LINE__); \
    }                                                                         \
  } while (false)
