// A table for the terminal: columns as wide as their widest cell.
//
//   Table table({{"Collection", Align::kLeft}, {"Documents", Align::kRight}});
//   table.AddRow({"cities", "24,323"});
//   fmt::print("{}", table.ToString());
//
//   Collection  Documents
//   cities         24,323
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meerkat::tools {

enum class Align { kLeft, kRight };

class Table {
 public:
  struct Column {
    std::string title;
    Align align;
  };

  explicit Table(std::vector<Column> columns);

  // REQUIRES: one cell for each column.
  void AddRow(std::vector<std::string> cells);

  // Titles, then rows, each ending in a newline.
  std::string ToString() const;

 private:
  void AppendRow(std::string& out, const std::vector<std::string>& cells,
                 const std::vector<size_t>& widths) const;

  std::vector<Align> aligns_;
  // The first is the titles.
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace meerkat::tools
