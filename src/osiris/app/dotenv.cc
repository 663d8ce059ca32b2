#include "osiris/app/dotenv.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <optional>

namespace osiris::app {
namespace {

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), is_part);
}

/// Tells whether nothing but a comment follows a closing quote.
bool is_end(std::string_view rest) {
  rest = trim(rest);
  return rest.empty() || rest.front() == '#';
}

char unescape(char after_backslash) {
  switch (after_backslash) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    default:
      return after_backslash;
  }
}

bool is_escape(char after_backslash) {
  return std::string_view("ntr\\\"$").find(after_backslash) != std::string_view::npos;
}

std::optional<std::string> double_quoted(std::string_view text) {
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      return is_end(text.substr(i + 1)) ? std::optional(value) : std::nullopt;
    }
    if (text[i] == '\\' && i + 1 < text.size() && is_escape(text[i + 1])) {
      value += unescape(text[++i]);
    } else {
      value += text[i];
    }
  }
  return std::nullopt;
}

std::optional<std::string> single_quoted(std::string_view text) {
  const std::size_t end = text.find('\'', 1);
  if (end == std::string_view::npos || !is_end(text.substr(end + 1))) {
    return std::nullopt;
  }
  return std::string(text.substr(1, end - 1));
}

std::optional<std::string> parse_value(std::string_view text) {
  text = trim(text);
  if (!text.empty() && text.front() == '"') {
    return double_quoted(text);
  }
  if (!text.empty() && text.front() == '\'') {
    return single_quoted(text);
  }
  std::size_t end = text.empty() || text.front() == '#' ? 0 : text.size();
  for (std::size_t i = 1; i < end; ++i) {
    if (text[i] == '#' && (text[i - 1] == ' ' || text[i - 1] == '\t')) {
      end = i;
    }
  }
  return std::string(trim(text.substr(0, end)));
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> parse_dotenv(std::string_view text,
                                                                      const std::string& file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<std::pair<std::string, std::string>> variables;
  const std::vector<std::string> lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = trim(lines[i]);
    if (line.empty() || line.front() == '#') {
      continue;
    }
    constexpr std::string_view kExport = "export ";
    if (line.substr(0, kExport.size()) == kExport) {
      line = trim(line.substr(kExport.size()));
    }
    const std::size_t equals = line.find('=');
    const std::string_view name = trim(line.substr(0, equals));
    auto value =
        equals == std::string_view::npos ? std::nullopt : parse_value(line.substr(equals + 1));
    if (!is_name(name) || !value.has_value()) {
      return fail(kDotenvInvalid,
                  file + ":" + std::to_string(i + 1) + ": not a line of the form NAME=value",
                  "quote values with special characters: NAME='value'");
    }
    const auto known = std::find_if(variables.begin(), variables.end(),
                                    [&](const auto& variable) { return variable.first == name; });
    if (known != variables.end()) {
      known->second = std::move(*value);
    } else {
      variables.emplace_back(std::string(name), std::move(*value));
    }
  }
  return variables;
}

}  // namespace osiris::app
