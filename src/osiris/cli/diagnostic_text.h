#pragma once
// Findings and errors as people read them.

#include "osiris/base/diagnostic.h"
#include "osiris/base/error.h"
#include "osiris/base/exit_code.h"
#include "osiris/cli/console.h"

#include <string>
#include <string_view>

namespace osiris::cli {

/// Writes a finding: `file:line:column severity code: message; hint`, then the source line and a
/// line with carets under the place, if `text` is the text of the finding's file.
std::string render_diagnostic(const Diagnostic& finding, std::string_view file,
                              std::string_view text, const Console& console);

/// Writes all findings.
std::string render_diagnostics(const Diagnostics& findings, std::string_view file,
                               std::string_view text, const Console& console);

/// Writes an error: `error code: message`, its hint, and the exit code with its name.
std::string render_error(const Error& error, ExitCode exit_code, const Console& console);

/// Writes the line that ends what went wrong: "exit code 2 (invalid_input)".
std::string render_exit(ExitCode exit_code);

/// Counts findings in words: "2 errors, 1 warning".
std::string count_in_words(const Diagnostics& findings);

}  // namespace osiris::cli
