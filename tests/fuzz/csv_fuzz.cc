// Any bytes are split into lines without harm: the same ones however they arrive, none of their
// bytes lost, and the values of a record survive writing and reading again.

#include "fuzz_target.h"

#include "components/filesystem.csv_extractor/csv_scanner.h"
#include "components/filesystem/test_source.h"
#include "osiris/base/check.h"

#include <string>
#include <vector>

namespace osiris {
namespace {

using components::CsvLine;
using components::CsvScanner;
using components::Dialect;
using components::LineEnd;
using components::LineKind;
using components::RawField;
using components::TextSource;

/// What a scanner says of a line, once it has gone on.
struct KeptLine {
  LineKind kind = LineKind::kRecord;
  LineEnd end = LineEnd::kNone;
  std::int64_t number = 0;
  std::string text;
  std::vector<std::string> values;

  bool operator==(const KeptLine&) const = default;
};

struct Scanned {
  std::vector<KeptLine> lines;
  std::string failure;  ///< Empty: the text was read to its end.

  bool operator==(const Scanned&) const = default;
};

Scanned scan(std::string_view text, std::size_t piece, const Dialect& dialect) {
  TextSource source{std::string(text), piece};
  CsvScanner scanner(source, dialect, "fuzz");
  Scanned scanned;
  for (CsvLine line; scanner.next(line);) {
    KeptLine kept{.kind = line.kind,
                  .end = line.end,
                  .number = line.number,
                  .text = std::string(scanner.line_text()),
                  .values = {}};
    for (const RawField& field : line.fields) {
      kept.values.push_back(components::value_of(field, dialect));
    }
    scanned.lines.push_back(std::move(kept));
  }
  if (!scanner.outcome().has_value()) {
    scanned.failure = scanner.outcome().error().code + ": " + scanner.outcome().error().message;
  }
  return scanned;
}

std::string_view text_of(LineEnd end) {
  switch (end) {
    case LineEnd::kLf:
      return "\n";
    case LineEnd::kCrLf:
      return "\r\n";
    case LineEnd::kCr:
      return "\r";
    case LineEnd::kNone:
      return "";
  }
  return "";
}

/// Checks that the lines are the text, or what stands before the place of a failure.
void check_all_bytes(std::string_view text, const Scanned& scanned) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  for (const KeptLine& line : scanned.lines) {
    OSIRIS_CHECK(text.starts_with(line.text), "a line is what stands next in the text");
    text.remove_prefix(line.text.size());
    OSIRIS_CHECK(text.starts_with(text_of(line.end)), "a line ends as it says");
    text.remove_prefix(text_of(line.end).size());
  }
  OSIRIS_CHECK(text.empty() || !scanned.failure.empty(), "nothing is left behind the last line");
}

/// Writes values as a record that means the same in every dialect whose quotes are written twice.
std::string written(const std::vector<std::string>& values, char delimiter) {
  std::string text;
  for (const std::string& value : values) {
    text += text.empty() ? "" : std::string(1, delimiter);
    text += '"';
    for (const char byte : value) {
      text += byte;
      if (byte == '"') {
        text += byte;
      }
    }
    text += '"';
  }
  return text;
}

void check_records(const Scanned& scanned, const Dialect& dialect) {
  for (const KeptLine& line : scanned.lines) {
    if (line.kind != LineKind::kRecord) {
      continue;
    }
    const Scanned again = scan(written(line.values, dialect.delimiter), 3, dialect);
    OSIRIS_CHECK(again.failure.empty() && again.lines.size() == 1, "a record is one line");
    OSIRIS_CHECK(again.lines.front().values == line.values, "its values are the same");
  }
}

}  // namespace

void try_input(std::string_view text) {
  const Dialect usual;
  const Dialect others{.delimiter = ';', .quote = '"', .escape = '\\', .comment = '#'};
  const Dialect bare{.delimiter = '\t', .quote = {}, .escape = {}, .comment = {}};
  for (const Dialect& dialect : {usual, others, bare}) {
    const Scanned whole = scan(text, text.size() + 1, dialect);
    OSIRIS_CHECK(scan(text, 1, dialect) == whole, "it does not matter how the bytes arrive");
    OSIRIS_CHECK(scan(text, 61, dialect) == whole, "it does not matter how the bytes arrive");
    check_all_bytes(text, whole);
    if (dialect.escape == dialect.quote && dialect.quote) {
      check_records(whole, dialect);
    }
  }
}

}  // namespace osiris
