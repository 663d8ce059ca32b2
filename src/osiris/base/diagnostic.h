#pragma once
// A finding about a document: what is wrong, where, and what would be right.

#include <string>
#include <string_view>
#include <vector>

namespace osiris {

/// Orders findings by weight. Only errors make a document invalid.
enum class Severity { kError, kWarning, kInfo };

/// Points at a piece of a text document. Lines and columns count from 1; 0 means "not known".
/// Columns count Unicode code points.
struct SourceSpan {
  std::string file;
  int line = 0;
  int column = 0;
  int end_column = 0;  ///< One past the last column on `line`; 0 when only the start is known.
};

/// One finding. `code` is `oml.reason`; `type` and `location` are the words that documents written
/// for the Python osiris and its tools expect (type `unknown_key`, location
/// `steps[0].config.path`).
struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;
  SourceSpan where;
  std::string message;
  std::string hint;
  std::string type;
  std::string location;
};

using Diagnostics = std::vector<Diagnostic>;

/// Tells whether any finding is an error.
bool has_errors(const Diagnostics& diagnostics);

/// Sorts by line, column, then code, keeping the order of equal ones.
void sort_by_position(Diagnostics& diagnostics);

/// Returns "error", "warning" or "info".
std::string_view to_string(Severity severity);

/// Formats one finding on one line: `file:line:column severity code: message; hint`.
std::string to_line(const Diagnostic& diagnostic);

}  // namespace osiris
