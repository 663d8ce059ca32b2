#include "osiris/format/yaml_source.h"

#include "osiris/base/text.h"

#include <algorithm>

namespace osiris {
namespace {

constexpr std::string_view kBlanks = " \t\n";

/// What a tag is made of. Source: YAML 1.2.2, ns-tag-char, and '!'.
constexpr std::string_view kTagCharacters =
    "!%#;/?:@&=+$_.~*'()-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::string_view without_byte_order_mark(std::string_view document) {
  while (document.starts_with(kByteOrderMark)) {
    document.remove_prefix(kByteOrderMark.size());
  }
  return document;
}

std::string yaml_source_text(std::string_view document) {
  std::string text = replace_all(std::string(without_byte_order_mark(document)), "\r\n", "\n");
  const std::size_t end = text.find_last_not_of(" \t") + 1;
  if (end == 0 || text[end - 1] == '\n') {
    text.resize(end);
  }
  return text;
}

YamlSource::YamlSource(std::string text) : text_(std::move(text)), line_starts_{0} {
  for (std::size_t i = text_.find('\n'); i != std::string::npos; i = text_.find('\n', i + 1)) {
    line_starts_.push_back(i + 1);
  }
}

std::size_t YamlSource::line_index_of(std::size_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::size_t>(after - line_starts_.begin()) - 1;
}

Mark YamlSource::locate(std::size_t offset) {
  offset = std::min(offset, text_.size());
  const std::size_t line_index = line_index_of(offset);
  if (line_index != cursor_.line_index || offset < cursor_.offset) {
    cursor_ = Cursor{line_index, line_starts_[line_index], 1};
  }
  const std::string_view between(text_.data() + cursor_.offset, offset - cursor_.offset);
  cursor_.column += count_code_points(between);
  cursor_.offset = offset;
  return Mark{static_cast<int>(line_index + 1), static_cast<int>(cursor_.column), 0};
}

Mark YamlSource::locate(std::size_t offset, std::size_t end) {
  Mark mark = locate(offset);
  const Mark end_mark = locate(end);
  if (end_mark.line == mark.line) {
    mark.end_column = end_mark.column;
  }
  return mark;
}

std::size_t YamlSource::line_start(std::size_t offset) const {
  return line_starts_[line_index_of(offset)];
}

std::string_view YamlSource::line(int number) const {
  const auto index = static_cast<std::size_t>(number - 1);
  if (number < 1 || index >= line_starts_.size()) {
    return {};
  }
  const std::string_view rest = std::string_view(text_).substr(line_starts_[index]);
  return rest.substr(0, rest.find('\n'));
}

std::size_t YamlSource::find_property_end(std::size_t offset) const {
  if (std::string_view(text_).substr(offset).starts_with("!<")) {
    return std::min(text_.find('>', offset), text_.size() - 1) + 1;
  }
  const std::size_t end = text_[offset] == '&' ? text_.find_first_of(" \t\n,[]{}", offset)
                                               : text_.find_first_not_of(kTagCharacters, offset);
  return std::min(end, text_.size());
}

std::size_t YamlSource::skip_properties(std::size_t offset) const {
  while (true) {
    offset = std::min(text_.find_first_not_of(kBlanks, offset), text_.size());
    if (offset == text_.size()) {
      return offset;
    }
    if (text_[offset] == '#') {
      offset = std::min(text_.find('\n', offset), text_.size());
    } else if (text_[offset] == '&' || text_[offset] == '!') {
      offset = find_property_end(offset);
    } else {
      return offset;
    }
  }
}

std::optional<std::size_t> YamlSource::find_quote_end(std::size_t offset) const {
  const char quote = text_[offset];
  for (std::size_t i = offset + 1; i < text_.size(); ++i) {
    if (quote == '"' && text_[i] == '\\') {
      ++i;
    } else if (text_[i] == quote) {
      const bool doubled = quote == '\'' && i + 1 < text_.size() && text_[i + 1] == quote;
      if (!doubled) {
        return i + 1;
      }
      ++i;
    }
  }
  return std::nullopt;
}

std::size_t YamlSource::end_of_text_before(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  for (std::size_t index = line_index_of(offset) + 1; index-- > 0;) {
    const std::size_t start = line_starts_[index];
    const std::string_view line(text_.data() + start, offset - start);
    const std::size_t first = line.find_first_not_of(kBlanks);
    if (first != std::string_view::npos && line[first] != '#') {
      return start + line.find_last_not_of(kBlanks) + 1;
    }
    offset = start;
  }
  return 0;
}

std::string_view YamlSource::word_at(std::size_t offset) const {
  const std::string_view rest = std::string_view(text_).substr(std::min(offset, text_.size()));
  return rest.substr(0, rest.find_first_of(" \t\n,]}"));
}

}  // namespace osiris
