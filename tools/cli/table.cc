#include "tools/cli/table.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace meerkat::tools {
namespace {

// Places that UTF-8 text takes: one for each code point. Wide East Asian
// characters take two, which is not looked up here.
size_t DisplayWidth(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Table::Table(std::vector<Column> columns) {
  std::vector<std::string> titles;
  for (Column& column : columns) {
    titles.push_back(std::move(column.title));
    aligns_.push_back(column.align);
  }
  rows_.push_back(std::move(titles));
}

void Table::AddRow(std::vector<std::string> cells) {
  assert(cells.size() == aligns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::ToString() const {
  std::vector<size_t> widths(aligns_.size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows_) AppendRow(out, row, widths);
  return out;
}

void Table::AppendRow(std::string& out, const std::vector<std::string>& cells,
                      const std::vector<size_t>& widths) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - DisplayWidth(cells[i]), ' ');
    if (i > 0) line += "  ";
    if (aligns_[i] == Align::kRight) line += padding;
    line += cells[i];
    if (aligns_[i] == Align::kLeft) line += padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line;
  out += '\n';
}

}  // namespace meerkat::tools
