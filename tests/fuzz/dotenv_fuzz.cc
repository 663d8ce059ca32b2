// Any text is a .env file or is refused, and no message quotes a line of it.

#include "fuzz_target.h"

#include "osiris/app/dotenv.h"
#include "osiris/base/check.h"

#include <set>

namespace osiris {

void try_input(std::string_view text) {
  const auto variables = app::parse_dotenv(text, "fuzz.env");
  if (!variables.has_value()) {
    const Error& error = variables.error();
    OSIRIS_CHECK(error.is(app::kDotenvInvalid), "a refusal has its code");
    const std::string_view message = error.message;
    const std::size_t number_end = message.find(": ");
    OSIRIS_CHECK(message.substr(number_end) == ": not a line of the form NAME=value",
                 "a refusal shows nothing of the line, which may hold a secret");
    return;
  }
  std::set<std::string> names;
  for (const auto& [name, value] : *variables) {
    OSIRIS_CHECK(!name.empty() && names.insert(name).second, "each name stands once");
    OSIRIS_CHECK(value.find('\n') == std::string::npos || text.find("\\n") != text.npos,
                 "a line break in a value was written as an escape");
  }
}

}  // namespace osiris
