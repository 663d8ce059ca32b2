#include "osiris/base/diagnostic.h"

#include "osiris/base/check.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace osiris {
namespace {

std::string place_of(const SourceSpan& where) {
  std::string place = where.file;
  for (const int number : {where.line, where.column}) {
    if (number <= 0) {
      break;
    }
    if (!place.empty()) {
      place += ':';
    }
    place += std::to_string(number);
  }
  return place;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::kError;
  });
}

void sort_by_position(Diagnostics& diagnostics) {
  const auto position = [](const Diagnostic& diagnostic) {
    return std::tie(diagnostic.where.line, diagnostic.where.column, diagnostic.code);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& left, const Diagnostic& right) {
                     return position(left) < position(right);
                   });
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kInfo:
      return "info";
  }
  OSIRIS_CHECK(false, "a Severity outside its enumerators");
  return {};
}

std::string to_line(const Diagnostic& diagnostic) {
  std::string line = place_of(diagnostic.where);
  if (!line.empty()) {
    line += ' ';
  }
  line.append(to_string(diagnostic.severity)).append(" ").append(diagnostic.code).append(": ");
  line += diagnostic.message;
  if (!diagnostic.hint.empty()) {
    line.append("; ").append(diagnostic.hint);
  }
  // Messages quote the document, and the document may hold line breaks or terminal codes.
  return printable(line, std::numeric_limits<std::size_t>::max());
}

}  // namespace osiris
