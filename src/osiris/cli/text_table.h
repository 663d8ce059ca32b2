#pragma once
// Columns of text that line up on a terminal.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::cli {

/// Returns how many terminal cells valid UTF-8 text takes: combining marks none, East Asian wide
/// characters and emoji two. Source: Unicode UAX #11, the blocks that matter.
std::size_t display_width(std::string_view utf8);

/// Cuts text to a width, ending in "…" if anything was cut.
std::string cut_to_width(std::string_view utf8, std::size_t columns_max);

/// Shortens an ISO 8601 time to the second: "2026-11-22 17:06:30".
std::string shown_time(const std::string& iso);

/// Breaks text at blanks into lines of at most `columns_max`; a longer word gets a line of its own.
/// Line breaks of the text count as blanks.
std::vector<std::string> wrap_text(std::string_view text, std::size_t columns_max);

enum class Align { kLeft, kRight };

struct TableColumn {
  std::string title;
  Align align = Align::kLeft;
};

/// Writes a header and rows with two spaces between columns, no trailing blanks, one line feed at
/// the end of each line. Rows shorter than the header are filled up with blanks. Titles are left
/// out if all are empty.
std::string render_table(const std::vector<TableColumn>& columns,
                         const std::vector<std::vector<std::string>>& rows);

}  // namespace osiris::cli
