#include "components/filesystem.csv_extractor/separator_line.h"

namespace osiris::components {

std::optional<char> separator_of(std::string_view line) {
  constexpr std::string_view kBegin = "sep=";
  if (line.size() == kBegin.size() + 3 && line.front() == '"' && line.back() == '"') {
    line = line.substr(1, line.size() - 2);
  }
  if (line.size() != kBegin.size() + 1 || !line.starts_with(kBegin)) {
    return std::nullopt;
  }
  const char separator = line.back();
  return separator == '\t' || (separator >= ' ' && separator <= '~') ? std::optional(separator)
                                                                     : std::nullopt;
}

std::string delimiter_option(char delimiter) {
  const std::string shown = delimiter == '\t' ? "\\t" : std::string(1, delimiter);
  const char quote = delimiter == '"' || delimiter == '\\' ? '\'' : '"';
  return "delimiter: " + (quote + shown + quote);
}

}  // namespace osiris::components
