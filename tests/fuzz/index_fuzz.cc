// Any specification of an index and any documents: refused with a code, or the
// index is shown so that it is taken again, and every document has its entries
// in order, from which the changes lead to those of the next one.
//
// Input: a line with the specification, then a line for each document, all in
// JSON.
#include <meerkat/json.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "index/index_spec.h"
#include "index/key_generator.h"
#include "storage/bson/utf8.h"
#include "tests/fuzz/check.h"

namespace meerkat::index {
namespace {

using Entries = std::set<std::pair<std::string, std::string>>;

void CheckError(const Status& status) {
  FUZZ_CHECK(ErrorCodeOf(status) != ErrorCode::kInternalError);
  FUZZ_CHECK(bson::IsUtf8(ErrorMessageOf(status)));
}

// The next line, which `lines` then no longer holds.
std::string_view TakeLine(std::string_view& lines) {
  const size_t end = std::min(lines.find('\n'), lines.size());
  const std::string_view line = lines.substr(0, end);
  lines.remove_prefix(std::min(end + 1, lines.size()));
  return line;
}

void CheckShown(const IndexSpec& spec) {
  const Document shown = spec.ToDocument();
  const StatusOr<IndexSpec> again = IndexSpec::Parse(shown);
  FUZZ_CHECK(again.ok() && again->ToDocument() == shown);
  FUZZ_CHECK(Match(spec, *again) == SpecMatch::kIdentical);
  const StatusOr<IndexSpec> stored = IndexSpec::FromStored(shown);
  FUZZ_CHECK(stored.ok() && stored->ToDocument() == shown);
}

void CheckOrder(const KeySet& keys) {
  for (size_t i = 1; i < keys.size(); ++i) {
    FUZZ_CHECK(keys[i - 1].key < keys[i].key);
  }
}

Entries EntriesOf(const KeySet& keys) {
  Entries entries;
  for (const IndexKey& key : keys) entries.emplace(key.key, key.type_bits);
  return entries;
}

void CheckChanges(const KeySet& before, const KeySet& after) {
  KeyChanges changes;
  FindChanges(before, after, changes);
  Entries entries = EntriesOf(before);
  for (const IndexKey& key : changes.removed) {
    FUZZ_CHECK(
        entries.erase({std::string(key.key), std::string(key.type_bits)}) == 1);
  }
  for (const IndexKey& key : changes.retyped) {
    const auto old_entry = entries.lower_bound({std::string(key.key), ""});
    FUZZ_CHECK(old_entry != entries.end() && old_entry->first == key.key);
    entries.erase(old_entry);
    entries.emplace(key.key, key.type_bits);
  }
  for (const IndexKey& key : changes.added) {
    FUZZ_CHECK(entries.emplace(key.key, key.type_bits).second);
  }
  FUZZ_CHECK(entries == EntriesOf(after));
}

void CheckDocuments(const KeyGenerator& generator, std::string_view lines) {
  KeySet before;
  KeySet after;
  while (!lines.empty()) {
    const StatusOr<Document> document = ParseJson(TakeLine(lines));
    if (!document.ok()) continue;
    const Status status = generator.Generate(*document, after);
    if (!status.ok()) {
      CheckError(status);
      continue;
    }
    CheckOrder(after);
    CheckChanges(before, after);
    std::swap(before, after);
  }
}

void CheckLines(std::string_view lines) {
  const StatusOr<Document> document = ParseJson(TakeLine(lines));
  if (!document.ok()) return;
  const StatusOr<IndexSpec> spec = IndexSpec::Parse(*document);
  if (!spec.ok()) return CheckError(spec.status());
  CheckShown(*spec);
  const StatusOr<std::unique_ptr<const KeyGenerator>> generator =
      KeyGenerator::For(*spec);
  FUZZ_CHECK(generator.ok());
  CheckDocuments(**generator, lines);
}

}  // namespace
}  // namespace meerkat::index

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxSize = 2048;
  if (size > kMaxSize) return 0;
  meerkat::index::CheckLines({reinterpret_cast<const char*>(data), size});
  return 0;
}
