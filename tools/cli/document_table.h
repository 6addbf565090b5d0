// DocumentTable: documents as a table whose columns are their fields.
//
//   _id      name    population
//   2950159  Berlin     3426354
//   1850147  Tokyo      8336599
#pragma once

#include <meerkat/document.h>
#include <meerkat/json.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace meerkat::tools {

class DocumentTable {
 public:
  // So many documents stand in one table, to keep memory and waiting short.
  static constexpr size_t kMaxRows = 1000;

  explicit DocumentTable(JsonMode mode) : mode_(mode) {}

  void Add(DocumentView document);
  bool is_full() const { return rows_.size() == kMaxRows; }
  bool empty() const { return rows_.empty(); }
  // The table; it is empty afterwards. Columns stand in the order in which
  // their fields were met. Numbers stand on the right, other values are cut
  // off after 40 letters.
  std::string Take();

 private:
  // By column; shorter where later columns are missing.
  using Row = std::vector<std::string>;

  size_t ColumnOf(std::string_view field);

  JsonMode mode_;
  std::vector<std::string> fields_;
  std::map<std::string, size_t, std::less<>> columns_;
  // Of each column: whether it has held something other than numbers.
  std::vector<bool> is_text_;
  std::vector<Row> rows_;
};

}  // namespace meerkat::tools
