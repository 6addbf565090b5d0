// Any sort and any documents: refused with a code, or the keys order the
// documents as the values they sort by, and a sorter gives them in that order.
//
// Input: a line with the pattern, then a line for each document, all in JSON.
#include <meerkat/json.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "query/sort/sort_key.h"
#include "query/sort/sort_key_values.h"
#include "query/sort/sort_pattern.h"
#include "query/sort/sorter.h"
#include "storage/bson/compare.h"
#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"

namespace meerkat::query {
namespace {

struct Sorted {
  std::string key;
  // An array with a value for each key of the pattern.
  Value values;
};

void CheckError(const Status& status) {
  FUZZ_CHECK(ErrorCodeOf(status) != ErrorCode::kInternalError);
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

int Sign(int order) { return order < 0 ? -1 : (order > 0 ? 1 : 0); }

// The next line, which `lines` then no longer holds.
std::string_view TakeLine(std::string_view& lines) {
  const size_t end = std::min(lines.find('\n'), lines.size());
  const std::string_view line = lines.substr(0, end);
  lines.remove_prefix(std::min(end + 1, lines.size()));
  return line;
}

// As the pattern says, value by value.
int CompareValues(const SortPattern& pattern, const Sorted& a,
                  const Sorted& b) {
  auto other = b.values.element().AsDocument().begin();
  size_t i = 0;
  for (const Element& value : a.values.element().AsDocument()) {
    const int order = Sign(bson::Compare(value, *other));
    if (order != 0) {
      return pattern.keys()[i].direction == index::Direction::kAscending
                 ? order
                 : -order;
    }
    ++other;
    ++i;
  }
  return 0;
}

void CheckOrder(const SortPattern& pattern, const std::vector<Sorted>& rows) {
  for (const Sorted& a : rows) {
    for (const Sorted& b : rows) {
      FUZZ_CHECK(Sign(a.key.compare(b.key)) == CompareValues(pattern, a, b));
      FUZZ_CHECK(a.key == b.key || !a.key.starts_with(b.key));
    }
  }
}

// Rows are their own numbers, so that the order of equal ones shows.
void CheckSorter(const std::vector<Sorted>& rows, uint64_t limit) {
  std::vector<size_t> expected(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) expected[i] = i;
  std::ranges::stable_sort(expected, {}, [&](size_t i) { return rows[i].key; });
  if (limit != 0 && limit < expected.size()) expected.resize(limit);

  Sorter sorter({.limit = limit});
  for (size_t i = 0; i < rows.size(); ++i) {
    FUZZ_CHECK(sorter.Add(rows[i].key, std::to_string(i)).ok());
  }
  FUZZ_CHECK(sorter.Finish().ok());
  for (const size_t row : expected) {
    FUZZ_CHECK(sorter.Next() && sorter.row() == std::to_string(row));
  }
  FUZZ_CHECK(!sorter.Next() && sorter.status().ok());
}

void CheckSort(const SortPattern& pattern, std::string_view lines) {
  const SortKeyGenerator generator(pattern);
  SortKeyValues sort_key_values(pattern, /*collator=*/nullptr);
  std::vector<Sorted> rows;
  constexpr size_t kMaxRows = 12;
  while (!lines.empty() && rows.size() < kMaxRows) {
    const StatusOr<Document> document = ParseJson(TakeLine(lines));
    if (!document.ok()) continue;
    std::string key;
    const Status status = generator.Generate(*document, key);
    const StatusOr<Value> values = sort_key_values.Of(*document);
    FUZZ_CHECK(status.ok() == values.ok());
    if (!status.ok()) {
      CheckError(status);
      continue;
    }
    rows.push_back({std::move(key), *values});
  }
  CheckOrder(pattern, rows);
  CheckSorter(rows, /*limit=*/0);
  CheckSorter(rows, /*limit=*/1 + rows.size() / 2);
}

void CheckLines(std::string_view lines) {
  const StatusOr<Document> specification = ParseJson(TakeLine(lines));
  if (!specification.ok()) return;
  const StatusOr<SortPattern> pattern = SortPattern::Parse(*specification);
  if (!pattern.ok()) return CheckError(pattern.status());
  const StatusOr<SortPattern> again = SortPattern::Parse(pattern->ToDocument());
  FUZZ_CHECK(again.ok() && again->ToDocument() == pattern->ToDocument());
  if (!pattern->natural() && !pattern->empty()) CheckSort(*pattern, lines);
}

}  // namespace
}  // namespace meerkat::query

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxSize = 2048;
  if (size > kMaxSize) return 0;
  meerkat::query::CheckLines({reinterpret_cast<const char*>(data), size});
  return 0;
}
