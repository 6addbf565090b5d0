#include "tools/cli/document_table.h"

#include <meerkat/value.h>

#include <string_view>
#include <utility>

#include "tools/cli/escape_controls.h"
#include "tools/cli/table.h"

namespace meerkat::tools {
namespace {

constexpr size_t kMaxLetters = 40;

bool IsNumber(Type type) {
  return type == Type::kInt32 || type == Type::kInt64 ||
         type == Type::kDouble || type == Type::kDecimal128;
}

// The start of the letter behind `letters` letters of UTF-8; the end when there
// are no more.
size_t EndOf(std::string_view text, size_t letters) {
  size_t i = 0;
  for (; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && letters-- == 0) break;
  }
  return i;
}

std::string Shortened(std::string text) {
  if (EndOf(text, kMaxLetters) == text.size()) return text;
  text.resize(EndOf(text, kMaxLetters - 1));
  return text + "…";
}

// As JSON without the quotes.
std::string PlainText(const Element& string) {
  const std::string json = EscapeControls(ToJson(string));
  return Shortened(json.substr(1, json.size() - 2));
}

std::string CellText(const Element& value, JsonMode mode) {
  if (value.type() == Type::kString) return PlainText(value);
  std::string text = EscapeControls(ToJson(value, mode));
  return IsNumber(value.type()) ? text : Shortened(std::move(text));
}

}  // namespace

size_t DocumentTable::ColumnOf(std::string_view field) {
  const auto found = columns_.find(field);
  if (found != columns_.end()) return found->second;
  fields_.emplace_back(field);
  is_text_.push_back(false);
  columns_.emplace(field, fields_.size() - 1);
  return fields_.size() - 1;
}

void DocumentTable::Add(DocumentView document) {
  Row row(fields_.size());
  for (const Element& value : document) {
    const size_t column = ColumnOf(value.name());
    if (column >= row.size()) row.resize(column + 1);
    row[column] = CellText(value, mode_);
    if (!IsNumber(value.type())) is_text_[column] = true;
  }
  rows_.push_back(std::move(row));
}

std::string DocumentTable::Take() {
  std::vector<Table::Column> columns;
  for (size_t i = 0; i < fields_.size(); ++i) {
    columns.push_back({PlainText(Value(fields_[i]).element()),
                       is_text_[i] ? Align::kLeft : Align::kRight});
  }
  Table table(std::move(columns));
  for (Row& row : rows_) {
    row.resize(fields_.size());
    table.AddRow(std::move(row));
  }
  *this = DocumentTable(mode_);
  return table.ToString();
}

}  // namespace meerkat::tools
