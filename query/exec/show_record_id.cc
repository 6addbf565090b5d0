#include "query/exec/show_record_id.h"

#include <string_view>

namespace meerkat::query {

namespace {

constexpr std::string_view kName = "$recordId";

}  // namespace

Step ShowRecordId::Next(Row& row) {
  const Step step = input_->Next(row);
  if (step != Step::kRow) return step;
  shown_.Clear();
  for (const Element& field : row.document) {
    if (field.name() != kName) shown_.Append(field);
  }
  shown_.Append(kName, row.record_id);
  row.document = shown_.FinishView();
  return Step::kRow;
}

}  // namespace meerkat::query
