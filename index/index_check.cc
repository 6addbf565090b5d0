#include "index/index_check.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <memory>
#include <string_view>
#include <utility>

#include "index/key_values.h"
#include "storage/kv/cursor.h"
#include "storage/record_cursor.h"
#include "storage/record_locator.h"
#include "storage/status_macros.h"
#include "storage/str.h"

namespace meerkat::index {

namespace {

using storage::kv::Keyspace;
using storage::kv::Snapshot;
using storage::kv::Store;

constexpr size_t kMaxErrors = 100;

// Compares one index with the documents, given one after another. Entries that
// documents have are looked for; when as many are there as were found, there
// are no others.
class Checker {
 public:
  Checker(Store& store, const Index& index, const Snapshot& snapshot)
      : store_(store), index_(index), snapshot_(snapshot) {
    report_.name = std::string(index.info.name());
  }

  Status Add(DocumentView document, std::string_view locator) {
    const Status generated = index_.KeysOf(document, keys_);
    if (!generated.ok()) {
      Complain("a document that it cannot hold", document["_id"],
               ErrorMessageOf(generated));
      return absl::OkStatus();
    }
    for (const IndexKey& key : keys_) {
      MEERKAT_RETURN_IF_ERROR(
          Find({key.key, locator, key.type_bits}, document));
    }
    CheckArrays(document);
    return absl::OkStatus();
  }

  // After the last document.
  Status CountEntries(const storage::Deadline& deadline) {
    const std::string begin = EntryPrefix(index_.info.id);
    const std::string end = EntryPrefix(index_.info.id + 1);
    storage::kv::Cursor cursor = store_.NewCursor(
        Keyspace::kIndex,
        {.lower = begin, .upper = end, .snapshot = &snapshot_});
    for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
      MEERKAT_RETURN_IF_ERROR(deadline.Check());
      ++report_.keys;
    }
    MEERKAT_RETURN_IF_ERROR(cursor.status());
    if (report_.keys > found_) {
      Report(fmt::format("{} entries belong to no document",
                         report_.keys - found_));
    }
    return absl::OkStatus();
  }

  IndexReport Finish() && { return std::move(report_); }

 private:
  Status Find(const StoredEntry& entry, DocumentView document) {
    std::string key = EntryPrefix(index_.info.id);
    AppendEntryKey(key, index_.form(), entry);
    std::string value;
    AppendEntryValue(value, index_.form(), entry);
    std::string stored;
    MEERKAT_ASSIGN_OR_RETURN(
        const bool exists,
        store_.Get(Keyspace::kIndex, key, &snapshot_,
                   [&](std::string_view bytes) { stored = bytes; }));
    if (exists) ++found_;
    if (!exists) {
      Complain("no entry for a document", document["_id"], Shown(entry));
    } else if (stored != value) {
      Complain("an entry with another value", document["_id"], Shown(entry));
    }
    return absl::OkStatus();
  }

  void CheckArrays(DocumentView document) {
    if (!keys_.is_multikey()) return;
    const storage::MultikeyPaths& paths = *index_.info.multikey;
    for (size_t part = 0; part < paths.parts(); ++part) {
      if ((keys_.array_components(part) & ~paths.Stored(part)) == 0) continue;
      Complain("no note of an array", document["_id"],
               fmt::format("part {}", part));
    }
  }

  std::string Shown(const StoredEntry& entry) const {
    const StatusOr<Document> values =
        KeyValues(index_.spec, entry.fields, entry.type_bits);
    if (values.ok()) return ToString(*values);
    return absl::BytesToHexString(to_absl(entry.fields));
  }

  void Complain(std::string_view what, const Element& id,
                std::string_view detail) {
    Report(fmt::format("index {}: {}, {}: {}", report_.name, what,
                       ToString(Document{{"_id", Value(id)}}), detail));
  }

  void Report(std::string text) {
    if (report_.errors.size() < kMaxErrors) {
      report_.errors.push_back(std::move(text));
    }
  }

  Store& store_;
  const Index& index_;
  const Snapshot& snapshot_;
  KeySet keys_;
  IndexReport report_;
  int64_t found_ = 0;
};

}  // namespace

StatusOr<std::vector<IndexReport>> CheckIndexes(
    Store& store, const storage::RecordStore& records, const IndexSet& indexes,
    const Snapshot& snapshot, const storage::Deadline& deadline) {
  std::vector<std::unique_ptr<Checker>> checkers;
  for (const auto& index : indexes.indexes()) {
    if (!index->is_ready()) continue;
    checkers.push_back(std::make_unique<Checker>(store, *index, snapshot));
  }
  storage::RecordCursor cursor = records.Scan(snapshot);
  std::string locator;
  while (!checkers.empty() && cursor.Next()) {
    MEERKAT_RETURN_IF_ERROR(deadline.Check());
    locator.clear();
    const bool in_main = cursor.run() == storage::Run::kMain;
    storage::AppendLocator(
        locator, {cursor.sequence(), cursor.run(),
                  in_main ? cursor.key_suffix() : std::string_view()});
    for (const auto& checker : checkers) {
      MEERKAT_RETURN_IF_ERROR(checker->Add(cursor.document(), locator));
    }
  }
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  std::vector<IndexReport> reports;
  for (const auto& checker : checkers) {
    MEERKAT_RETURN_IF_ERROR(checker->CountEntries(deadline));
    reports.push_back(std::move(*checker).Finish());
  }
  return reports;
}

}  // namespace meerkat::index
