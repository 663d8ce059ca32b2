#include "components/filesystem.csv_extractor/load_plan.h"

#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"

#include <algorithm>

namespace osiris::components {
namespace {

using exchange::quote_identifier;
using exchange::quote_literal;

/// What the reader takes without being told. Unit: bytes.
constexpr std::int64_t kLineBytesDefault = 2'000'000;

LineEnd line_end_of(const LineEnds& ends) {
  const int kinds =
      static_cast<int>(ends.lf) + static_cast<int>(ends.crlf) + static_cast<int>(ends.cr);
  if (kinds > 1) {
    return LineEnd::kNone;
  }
  return ends.crlf ? LineEnd::kCrLf : ends.cr ? LineEnd::kCr : LineEnd::kLf;
}

std::string quote_optional(const std::optional<char>& character) {
  return quote_literal(character ? std::string(1, *character) : std::string());
}

std::string list_of_literals(const std::vector<std::string>& texts) {
  std::vector<std::string> literals;
  std::transform(texts.begin(), texts.end(), std::back_inserter(literals),
                 [](const std::string& text) { return quote_literal(text); });
  return join(literals, ", ");
}

/// Returns the words that mean NULL, the empty field first.
std::vector<std::string> null_texts(const CsvOptions& options) {
  std::vector<std::string> texts{""};
  texts.insert(texts.end(), options.null_words.begin(), options.null_words.end());
  return texts;
}

std::string column_types(const LoadPlan& plan) {
  std::vector<std::string> entries;
  for (const PlannedColumn& column : plan.columns) {
    const bool as_text = !column.selected || column.nulls_by_query;
    entries.push_back(quote_literal(column.name) + ": " +
                      quote_literal(as_text ? "VARCHAR" : column.type.to_sql()));
  }
  return "{" + join(entries, ", ") + "}";
}

std::string output_column(const PlannedColumn& column, const CsvOptions& options) {
  const std::string name = quote_identifier(column.name);
  if (!column.nulls_by_query) {
    return name;
  }
  return "CAST(CASE WHEN " + name + " IN (" + list_of_literals(null_texts(options)) +
         ") THEN NULL ELSE " + name + " END AS " + column.type.to_sql() + ") AS " + name;
}

std::string output_columns(const LoadPlan& plan, const CsvOptions& options) {
  std::vector<std::string> outputs;
  for (const std::string& name : options.columns) {
    const auto found =
        std::find_if(plan.columns.begin(), plan.columns.end(),
                     [&](const PlannedColumn& column) { return column.name == name; });
    outputs.push_back(output_column(*found, options));
  }
  for (const PlannedColumn& column : plan.columns) {
    if (options.columns.empty()) {
      outputs.push_back(output_column(column, options));
    }
  }
  return join(outputs, ", ");
}

std::string encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf16:
      return "utf-16";
    case Encoding::kLatin1:
      return "latin-1";
    case Encoding::kUtf8:
    case Encoding::kAscii:
      break;
  }
  return "utf-8";
}

/// In strict mode the reader wants one kind of line end; without, it must not start amid the file.
std::string line_end_arguments(LineEnd line_end, Reading reading) {
  const std::string parallel =
      std::string("parallel = ") + (reading == Reading::kParallel ? "true" : "false");
  switch (line_end) {
    case LineEnd::kLf:
      return parallel + ", new_line = '\\n'";
    case LineEnd::kCrLf:
      return parallel + ", new_line = '\\r\\n'";
    case LineEnd::kCr:
      return parallel + ", new_line = '\\r'";
    case LineEnd::kNone:
      break;
  }
  return "parallel = false, strict_mode = false";
}

}  // namespace

LoadPlan make_plan(const CsvFindings& findings, const CsvOptions& options) {
  LoadPlan plan;
  plan.drop_blank_lines =
      options.skip_blank_lines && findings.blank_lines > 0 && findings.columns.size() == 1;
  const bool words_are_left = plan.drop_blank_lines && !options.null_words.empty();
  for (const ColumnSurvey& column : findings.columns) {
    plan.columns.push_back({column.name(), column.type(), column.rule().selected,
                            column.has_quoted_nulls() || words_are_left});
  }
  plan.skip = findings.lines_before_data;
  plan.line_end = line_end_of(findings.line_ends);
  plan.line_bytes_max = std::max(kLineBytesDefault, findings.longest_line_bytes + 2);
  return plan;
}

std::string select_sql(const LoadPlan& plan, const CsvOptions& options, const Path& path,
                       Reading reading) {
  const Dialect& dialect = options.dialect;
  // A blank line and a null word could not be told apart later, so only the empty field is NULL.
  const std::vector<std::string> nulls =
      plan.drop_blank_lines ? std::vector<std::string>{""} : null_texts(options);
  std::string sql =
      "SELECT " + output_columns(plan, options) + " FROM read_csv(" + quote_literal(path.string()) +
      ", auto_detect = false, header = false" +
      ", delim = " + quote_literal(std::string(1, dialect.delimiter)) +
      ", quote = " + quote_optional(dialect.quote) +
      ", escape = " + quote_optional(dialect.escape) +
      ", comment = " + quote_optional(dialect.comment) + ", skip = " + std::to_string(plan.skip) +
      ", encoding = " + quote_literal(encoding_name(options.encoding)) +
      ", compression = " + quote_literal(options.packing == Packing::kGzip ? "gzip" : "none") +
      ", nullstr = [" + list_of_literals(nulls) + "], allow_quoted_nulls = false, " +
      line_end_arguments(plan.line_end, reading) +
      ", max_line_size = " + std::to_string(plan.line_bytes_max) +
      // The reader runs ahead of the limit and must not stop there; up to the limit
      // the survey vouches for every row.
      (options.limit ? ", ignore_errors = true" : "") + ", columns = " + column_types(plan) + ")";
  if (plan.drop_blank_lines) {
    sql += " WHERE " + quote_identifier(plan.columns.front().name) + " IS NOT NULL";
  }
  return options.limit ? sql + " LIMIT " + std::to_string(*options.limit) : sql;
}

}  // namespace osiris::components
