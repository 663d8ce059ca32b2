#include "osiris/oml/findings.h"

#include "osiris/base/text.h"

#include <iterator>
#include <utility>

namespace osiris::oml {
namespace {

/// More findings than anyone reads; a hostile document could make millions.
constexpr std::size_t kFindingsMax = 1000;

/// Returns the word behind the dot of a code.
std::string type_of(std::string_view code) { return std::string(code.substr(code.find('.') + 1)); }

Diagnostic make_diagnostic(const ErrorCode& code, const Place& place, std::string message,
                           std::string hint) {
  Diagnostic diagnostic;
  diagnostic.code = code.name;
  diagnostic.type = type_of(code.name);
  diagnostic.where.line = place.mark.line;
  diagnostic.where.column = place.mark.column;
  diagnostic.where.end_column = place.mark.end_column;
  diagnostic.location = place.location;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

}  // namespace

void Findings::error(const ErrorCode& code, const Place& place, std::string message,
                     std::string hint) {
  add(make_diagnostic(code, place, std::move(message), std::move(hint)));
}

void Findings::warning(const ErrorCode& code, const Place& place, std::string message,
                       std::string hint) {
  Diagnostic diagnostic = make_diagnostic(code, place, std::move(message), std::move(hint));
  diagnostic.severity = Severity::kWarning;
  add(std::move(diagnostic));
}

void Findings::info(const ErrorCode& code, const Place& place, std::string message,
                    std::string hint) {
  Diagnostic diagnostic = make_diagnostic(code, place, std::move(message), std::move(hint));
  diagnostic.severity = Severity::kInfo;
  add(std::move(diagnostic));
}

void Findings::add(Diagnostic diagnostic) {
  const bool is_error = diagnostic.severity == Severity::kError;
  // The first error always gets in: it decides whether the document is valid.
  if (diagnostics_.size() >= kFindingsMax && (has_error_ || !is_error)) {
    return;
  }
  has_error_ = has_error_ || is_error;
  diagnostic.where.file = file_;
  if (diagnostic.type.empty()) {  // The readers of YAML know nothing of types.
    diagnostic.type = type_of(diagnostic.code);
  }
  diagnostics_.push_back(std::move(diagnostic));
}

void Findings::append(Diagnostics diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    add(std::move(diagnostic));
  }
}

Diagnostics Findings::take() {
  sort_by_position(diagnostics_);
  return std::exchange(diagnostics_, {});
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& words) {
  const auto nearest = find_nearest(word, words);
  return nearest.has_value() ? "did you mean '" + *nearest + "'?" : std::string();
}

std::string hint_or(std::string hint, std::string_view otherwise) {
  return hint.empty() ? std::string(otherwise) : std::move(hint);
}

std::string kind_found(const Value& value) {
  if (value.is_null()) {
    return "nothing";
  }
  return (value.is_integer() ? "an " : "a ") + std::string(kind_name(value));
}

std::string in_quotes(std::string_view text) { return "'" + printable(text) + "'"; }

}  // namespace osiris::oml
