#include "osiris/cli/text_table.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace osiris::cli {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD},
};

constexpr std::array kNoWidth{
    Range{0x0300, 0x036F},
    Range{0x200B, 0x200F},
    Range{0x20D0, 0x20FF},
    Range{0xFE00, 0xFE0F},
};

template <std::size_t size>
bool is_in(std::uint32_t code_point, const std::array<Range, size>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

/// Reads one code point of text that is valid UTF-8; stray bytes count as themselves.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char lead = byte(at++);
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  std::uint32_t code_point = more == 0 ? lead : lead & (0x3FU >> more);
  for (std::size_t i = 0; i < more && at < text.size(); ++i) {
    code_point = (code_point << 6U) | (byte(at++) & 0x3FU);
  }
  return code_point;
}

std::size_t width_of(std::uint32_t code_point) {
  if (is_in(code_point, kNoWidth)) {
    return 0;
  }
  return is_in(code_point, kWide) ? 2 : 1;
}

void append_cell(std::string& line, std::string_view text, std::size_t width, Align align) {
  const std::size_t used = display_width(text);
  const std::string blanks(width > used ? width - used : 0, ' ');
  if (align == Align::kRight) {
    line.append(blanks).append(text);
  } else {
    line.append(text).append(blanks);
  }
}

std::string render_row(const std::vector<TableColumn>& columns,
                       const std::vector<std::size_t>& widths,
                       const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    line += i == 0 ? "" : "  ";
    append_cell(line, i < cells.size() ? cells[i] : std::string(), widths[i], columns[i].align);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    width += width_of(next_code_point(utf8, at));
  }
  return width;
}

std::string cut_to_width(std::string_view utf8, std::size_t columns_max) {
  if (display_width(utf8) <= columns_max) {
    return std::string(utf8);
  }
  std::size_t width = 1;  // Of the ellipsis.
  std::size_t end = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    width += width_of(next_code_point(utf8, at));
    if (width > columns_max) {
      break;
    }
    end = at;
  }
  return std::string(utf8.substr(0, end)) + (columns_max == 0 ? "" : "…");
}

std::string shown_time(const std::string& iso) {
  std::string text = iso.substr(0, 19);
  if (const std::size_t at = text.find('T'); at != std::string::npos) {
    text[at] = ' ';
  }
  return text;
}

std::vector<std::string> wrap_text(std::string_view text, std::size_t columns_max) {
  std::vector<std::string> lines;
  std::size_t width = 0;
  for (const std::string& word : split(replace_all(std::string(text), "\n", " "), ' ')) {
    if (word.empty()) {
      continue;
    }
    const std::size_t needed = display_width(word);
    if (lines.empty() || width + 1 + needed > columns_max) {
      lines.push_back(word);
      width = needed;
    } else {
      lines.back() += " " + word;
      width += 1 + needed;
    }
  }
  return lines;
}

std::string render_table(const std::vector<TableColumn>& columns,
                         const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  std::vector<std::string> titles;
  bool titled = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = display_width(columns[i].title);
    for (const std::vector<std::string>& row : rows) {
      width = std::max(width, i < row.size() ? display_width(row[i]) : 0);
    }
    widths.push_back(width);
    titles.push_back(columns[i].title);
    titled = titled || !columns[i].title.empty();
  }
  std::string text = titled ? render_row(columns, widths, titles) : "";
  for (const std::vector<std::string>& row : rows) {
    text += render_row(columns, widths, row);
  }
  return text;
}

}  // namespace osiris::cli
