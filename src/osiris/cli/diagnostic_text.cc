#include "osiris/cli/diagnostic_text.h"

#include "osiris/base/text.h"
#include "osiris/cli/text_table.h"

#include <fmt/format.h>
#include <algorithm>

namespace osiris::cli {
namespace {

constexpr std::size_t kSourceCodePointsMax = 160;    // Two lines of a usual terminal.
constexpr std::size_t kMessageCodePointsMax = 4000;  // A screen full; the log has the rest.

Ink ink_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return Ink::kRed;
    case Severity::kWarning:
      return Ink::kYellow;
    case Severity::kInfo:
      break;
  }
  return Ink::kBlue;
}

/// Returns a line of text, counted from 1; empty if there is none.
std::string_view line_of(std::string_view text, int number) {
  for (int i = 1; i < number && !text.empty(); ++i) {
    const std::size_t end = text.find('\n');
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  line.remove_suffix(!line.empty() && line.back() == '\r' ? 1 : 0);
  return line;
}

/// Returns the first `count` code points.
std::string_view first_code_points(std::string_view utf8, std::size_t count) {
  std::size_t at = 0;
  while (at < utf8.size() && count > 0) {
    ++at;
    while (at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80U) {
      ++at;
    }
    --count;
  }
  return utf8.substr(0, at);
}

/// Shows the source line with carets below what is meant.
std::string render_excerpt(const SourceSpan& where, std::string_view text, Ink ink,
                           const Console& console) {
  std::string line(line_of(text, where.line));
  std::replace(line.begin(), line.end(), '\t', ' ');  // One cell each, so that carets line up.
  if (where.line <= 0 || where.column <= 0 || trim(line).empty()) {
    return {};
  }
  const auto column = static_cast<std::size_t>(where.column) - 1;
  if (column >= kSourceCodePointsMax) {
    return {};
  }
  const auto end = static_cast<std::size_t>(std::max(where.end_column, where.column + 1)) - 1;
  const std::string_view before = first_code_points(line, column);
  const std::string_view through = first_code_points(line, std::min(end, kSourceCodePointsMax));
  const std::size_t marked =
      std::max<std::size_t>(1, display_width(through) - display_width(before));
  return "    " + printable(line, kSourceCodePointsMax) + "\n    " +
         std::string(display_width(before), ' ') + console.paint(ink, std::string(marked, '^')) +
         "\n";
}

std::string counted(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::string render_diagnostic(const Diagnostic& finding, std::string_view file,
                              std::string_view text, const Console& console) {
  const Ink ink = ink_of(finding.severity);
  std::string out = to_line(finding);
  const std::string severity = " " + std::string(to_string(finding.severity)) + " ";
  if (const std::size_t at = out.find(severity); at != std::string::npos) {
    out.replace(at + 1, severity.size() - 2, console.paint(ink, to_string(finding.severity)));
  }
  out += "\n";
  if (finding.where.file == file) {
    out += render_excerpt(finding.where, text, ink, console);
  }
  return out;
}

std::string render_diagnostics(const Diagnostics& findings, std::string_view file,
                               std::string_view text, const Console& console) {
  std::string out;
  for (const Diagnostic& finding : findings) {
    out += render_diagnostic(finding, file, text, console);
  }
  return out;
}

std::string render_error(const Error& error, ExitCode exit_code, const Console& console) {
  std::string out = console.paint(Ink::kRed, "error") + " " + error.code + ":";
  std::string_view indent = " ";
  for (const std::string& line : split(error.message, '\n')) {  // DuckDB's span several lines.
    out += std::string(indent) + printable(line, kMessageCodePointsMax) + "\n";
    indent = "  ";
  }
  if (!error.hint.empty()) {
    out += "  hint: " + printable(error.hint, kMessageCodePointsMax) + "\n";
  }
  return out + "  " + render_exit(exit_code);
}

std::string render_exit(ExitCode exit_code) {
  return fmt::format("exit code {} ({})\n", static_cast<int>(exit_code), name_of(exit_code));
}

std::string count_in_words(const Diagnostics& findings) {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const Diagnostic& finding : findings) {
    errors += finding.severity == Severity::kError ? 1 : 0;
    warnings += finding.severity == Severity::kWarning ? 1 : 0;
  }
  std::string words = errors > 0 ? counted(errors, "error") : "";
  if (warnings > 0) {
    words += (words.empty() ? "" : ", ") + counted(warnings, "warning");
  }
  return words.empty() ? "no errors" : words;
}

}  // namespace osiris::cli
