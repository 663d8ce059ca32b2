#include "osiris/cli/row_text.h"

#include "osiris/base/text.h"
#include "osiris/cli/text_table.h"

namespace osiris::cli {
namespace {

constexpr std::size_t kCellCodePointsMax = 60;  // A few columns still fit side by side.

bool is_number(exchange::TypeId type) {
  return (type >= exchange::TypeId::kTinyint && type <= exchange::TypeId::kDecimal);
}

void append_csv_field(std::string& out, std::string_view text) {
  if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out.append("\"").append(replace_all(std::string(text), "\"", "\"\"")).append("\"");
}

}  // namespace

std::string rows_as_table(const exchange::TextTable& table) {
  std::vector<TableColumn> columns;
  for (const exchange::Column& column : table.columns) {
    columns.push_back({printable(column.name, kCellCodePointsMax),
                       is_number(column.type.id) ? Align::kRight : Align::kLeft});
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (const std::optional<std::string>& cell : row) {
      cells.push_back(cell.has_value() ? printable(*cell, kCellCodePointsMax) : "NULL");
    }
  }
  return render_table(columns, rows);
}

std::string rows_as_csv(const exchange::TextTable& table) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out += i == 0 ? "" : ",";
    append_csv_field(out, table.columns[i].name);
  }
  out += "\n";
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += i == 0 ? "" : ",";
      if (row[i].has_value()) {
        append_csv_field(out, *row[i]);
      }
    }
    out += "\n";
  }
  return out;
}

}  // namespace osiris::cli
