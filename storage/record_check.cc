#include "storage/record_check.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>
#include <meerkat/value.h>

#include <optional>
#include <string_view>
#include <utility>

#include "storage/bson/validate.h"
#include "storage/record_key.h"
#include "storage/record_value.h"
#include "storage/status_macros.h"
#include "storage/str.h"

namespace meerkat::storage {

namespace {

using kv::Keyspace;

constexpr size_t kMaxErrors = 100;

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(to_absl(bytes));
}

class Checker {
 public:
  Checker(kv::Store& store, const RecordStore& records, EncodeId encode_id,
          const Deadline& deadline)
      : store_(store),
        records_(records),
        encode_id_(encode_id),
        deadline_(deadline),
        before_(records.Total()),
        snapshot_(store.TakeSnapshot()) {}

  StatusOr<RecordReport> Check() && {
    MEERKAT_RETURN_IF_ERROR(Note("documents", CheckMain()));
    MEERKAT_RETURN_IF_ERROR(Note("overflow run", CheckOverflow()));
    MEERKAT_RETURN_IF_ERROR(Note("list of _ids", CheckOverflowIds()));
    report_.documents = counts_.documents;
    // What could not be read was not counted either.
    if (is_readable_) MEERKAT_RETURN_IF_ERROR(Note("counts", CheckCounts()));
    return std::move(report_);
  }

 private:
  // Damage that ended the reading of a part is one of the things that are
  // wrong; another error is not about the collection.
  Status Note(std::string_view part, const Status& checked) {
    if (ErrorCodeOf(checked) != ErrorCode::kDataCorruptionDetected) {
      return checked;
    }
    is_readable_ = false;
    Report(fmt::format("the {} cannot be read to the end: {}", part,
                       ErrorMessageOf(checked)));
    return absl::OkStatus();
  }

  void Report(std::string error) {
    if (report_.errors.size() < kMaxErrors) {
      report_.errors.push_back(std::move(error));
    }
  }

  // Calls `check` with each key behind its prefix, and its value.
  template <typename Check>
  Status ForEach(Run run, Check check) {
    const std::string lower = RunPrefix(records_.collection(), run);
    const std::string upper = RunEnd(records_.collection(), run);
    kv::Cursor cursor = store_.NewCursor(
        Keyspace::kRecords,
        {.lower = lower, .upper = upper, .snapshot = &snapshot_});
    for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
      MEERKAT_RETURN_IF_ERROR(deadline_.Check());
      MEERKAT_RETURN_IF_ERROR(
          check(cursor.key().substr(kRunPrefixSize), cursor.value()));
    }
    return cursor.status();
  }

  // Counts a record and returns the key of its _id; nothing when it is damaged.
  std::optional<std::string> CheckRecord(std::string_view key,
                                         const StatusOr<RecordValue>& value) {
    ++counts_.documents;
    Status valid = value.status();
    if (valid.ok()) {
      counts_.bytes += static_cast<int64_t>(value->document.size());
      valid = bson::Validate(value->document.bytes());
    }
    if (!valid.ok()) {
      ++report_.invalid_documents;
      Report(fmt::format("the record with key {} is damaged: {}", Hex(key),
                         ErrorMessageOf(valid)));
      return std::nullopt;
    }
    return encode_id_(value->document["_id"]);
  }

  Status CheckMain() {
    uint64_t last_sequence = 0;
    return ForEach(
        Run::kMain, [&](std::string_view key, std::string_view stored) {
          const StatusOr<RecordValue> value = ReadMainValue(stored);
          const std::optional<std::string> id_key = CheckRecord(key, value);
          if (!id_key.has_value()) return absl::OkStatus();
          if (*id_key != key) {
            Report(fmt::format("the record with key {} holds another _id: {}",
                               Hex(key), ToString(value->document["_id"])));
          }
          if (value->sequence <= last_sequence) {
            Report(
                fmt::format("the record with key {} is out of order: {} "
                            "comes after {}",
                            Hex(key), value->sequence, last_sequence));
          }
          last_sequence = value->sequence;
          return absl::OkStatus();
        });
  }

  Status CheckOverflow() {
    return ForEach(
        Run::kOverflow,
        [&](std::string_view key, std::string_view stored) -> Status {
          ++counts_.overflow_documents;
          const std::optional<std::string> id_key =
              CheckRecord(key, ReadOverflowValue(stored));
          if (!id_key.has_value()) return absl::OkStatus();
          std::string listed;
          const std::string entry =
              OverflowIdKey(records_.collection(), *id_key);
          MEERKAT_RETURN_IF_ERROR(
              store_
                  .Get(Keyspace::kRecords, entry, &snapshot_,
                       [&](std::string_view number) { listed = number; })
                  .status());
          if (listed != key) {
            Report(
                fmt::format("the record with sequence number {} is not "
                            "listed under its _id",
                            Hex(key)));
          }
          return absl::OkStatus();
        });
  }

  // Every document is listed, so as many entries as documents are its own.
  Status CheckOverflowIds() {
    int64_t entries = 0;
    MEERKAT_RETURN_IF_ERROR(ForEach(
        Run::kOverflowIds,
        [&](std::string_view id_key, std::string_view number) -> Status {
          ++entries;
          if (number.size() != kSequenceSize) {
            Report(fmt::format("the entry of _id {} is damaged", Hex(id_key)));
          }
          MEERKAT_ASSIGN_OR_RETURN(
              const bool in_main_run,
              store_.Get(Keyspace::kRecords,
                         MainKey(records_.collection(), id_key), &snapshot_,
                         [](std::string_view) {}));
          if (in_main_run) {
            Report(fmt::format("_id {} is in both runs", Hex(id_key)));
          }
          return absl::OkStatus();
        }));
    if (is_readable_ && entries != counts_.overflow_documents) {
      Report(fmt::format("{} _ids are listed for {} documents", entries,
                         counts_.overflow_documents));
    }
    return absl::OkStatus();
  }

  Status CheckCounts() {
    Counts kept = records_.Total();
    if (store_.in_memory()) {
      // Nothing is stored to compare at the snapshot; wait for a quiet moment.
      if (kept != before_) return absl::OkStatus();
    } else {
      MEERKAT_ASSIGN_OR_RETURN(kept, records_.TotalAt(snapshot_));
    }
    if (kept != counts_) {
      Report(fmt::format(
          "the counts are {} documents, {} bytes, {} in the overflow run; "
          "there are {}, {}, {}",
          kept.documents, kept.bytes, kept.overflow_documents,
          counts_.documents, counts_.bytes, counts_.overflow_documents));
    }
    return absl::OkStatus();
  }

  kv::Store& store_;
  const RecordStore& records_;
  const EncodeId encode_id_;
  const Deadline& deadline_;
  const Counts before_;
  const kv::Snapshot snapshot_;
  Counts counts_;
  bool is_readable_ = true;
  RecordReport report_;
};

}  // namespace

StatusOr<RecordReport> CheckRecords(kv::Store& store,
                                    const RecordStore& records,
                                    EncodeId encode_id,
                                    const Deadline& deadline) {
  return Checker(store, records, encode_id, deadline).Check();
}

}  // namespace meerkat::storage
