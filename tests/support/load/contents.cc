#include "tests/support/load/contents.h"

#include <fmt/format.h>

#include <optional>

namespace meerkat::testing {
namespace {

// Every how many documents one is looked up by its _id too.
constexpr size_t kLookupEvery = 8;

class Reader {
 public:
  explicit Reader(const Client& client)
      : database_(client.database(kLoadDatabase)) {}

  Contents Read() {
    for (ThreadState& state : contents_.states) {
      state = {{kAscending, {}}, {kMixed, {}}};
    }
    auto names = database_.ListCollectionNames();
    if (!names.ok()) {
      Error(names.status());
    } else {
      for (const std::string& name : *names) ReadCollection(name);
    }
    return std::move(contents_);
  }

 private:
  void ReadCollection(const std::string& name) {
    std::optional<uint32_t> number = NumberOf(name);
    if (!number.has_value()) return Fault(name, "was never made");
    if (*number > kMixed) contents_.states[OwnerOf(*number)][*number];
    Collection collection = database_.collection(name);
    std::optional<int64_t> scanned = Scan(collection, *number);
    if (scanned.has_value()) CheckCounts(collection, *scanned);
    Validate(name);
  }

  // The number of documents; nothing when not all could be read.
  std::optional<int64_t> Scan(Collection& collection, uint32_t number) {
    auto cursor = collection.Find();
    if (!cursor.ok()) {
      Error(cursor.status());
      return std::nullopt;
    }
    int64_t scanned = 0;
    while (cursor->Next()) {
      ++scanned;
      Take(collection, number, cursor->document());
      if (scanned % kLookupEvery == 0) LookUp(collection, cursor->document());
    }
    if (cursor->status().ok()) return scanned;
    Error(cursor->status());
    return std::nullopt;
  }

  // Files a document under its thread and key, when it is one of ours.
  void Take(const Collection& collection, uint32_t number,
            DocumentView document) {
    Element thread = document["t"], key = document["k"], n = document["n"],
            index = document["i"];
    bool is_ours = thread.type() == Type::kInt32 &&
                   key.type() == Type::kInt64 && n.type() == Type::kInt64 &&
                   index.type() == Type::kInt32 && thread.AsInt32() >= 0 &&
                   thread.AsInt32() < static_cast<int32_t>(kMaxLoadThreads);
    if (!is_ours) return Fault(collection.name(), "a foreign document");
    auto t = static_cast<uint32_t>(thread.AsInt32());
    auto k = static_cast<uint64_t>(key.AsInt64());
    Version version{static_cast<uint64_t>(n.AsInt64()),
                    static_cast<uint32_t>(index.AsInt32())};
    if (document.bytes() != MakeDocument(t, k, version).view().bytes()) {
      Fault(collection.name(),
            fmt::format("key {} has other bytes than were written", k));
    }
    if (!contents_.states[t][number].try_emplace(k, version).second) {
      Fault(collection.name(), fmt::format("key {} comes twice", k));
    }
    contents_.order[t][number].push_back(k);
  }

  void LookUp(Collection& collection, DocumentView document) {
    auto found = collection.FindOne(Document{{"_id", Value(document["_id"])}});
    if (!found.ok()) return Error(found.status());
    if (!found->has_value() || !((*found)->view() == document)) {
      Fault(collection.name(),
            "a lookup by _id does not find " + ToString(document["_id"]));
    }
  }

  void CheckCounts(Collection& collection, int64_t scanned) {
    auto stored = collection.EstimatedDocumentCount();
    auto counted = collection.CountDocuments();
    if (!stored.ok()) return Error(stored.status());
    if (!counted.ok()) return Error(counted.status());
    if (*stored != scanned || *counted != scanned) {
      Fault(collection.name(),
            fmt::format("scan finds {}, stored count is {}, counted {}",
                        scanned, *stored, *counted));
    }
  }

  void Validate(const std::string& name) {
    auto reply =
        database_.RunCommand(Document{{"validate", name}, {"full", true}});
    if (!reply.ok()) return Error(reply.status());
    Element valid = (*reply)["valid"];
    if (valid.type() == Type::kBool && valid.AsBool()) return;
    const std::string text = name + ": validate: " + ToString(reply->view());
    if (text.find("cannot be read to the end") != std::string::npos) {
      // A file is damaged, which reading may or may not have met before.
      Error(MakeError(ErrorCode::kDataCorruptionDetected, text));
    } else {
      contents_.faults.push_back(text);
    }
  }

  static std::optional<uint32_t> NumberOf(const std::string& name) {
    for (uint32_t number = 0; number < OwnCollection(kMaxLoadThreads, 0);
         ++number) {
      if (CollectionName(number) == name) return number;
    }
    return std::nullopt;
  }

  static uint32_t OwnerOf(uint32_t number) {
    return (number - OwnCollection(0, 0)) / kOwnCollections;
  }

  void Fault(const std::string& where, const std::string& what) {
    contents_.faults.push_back(where + ": " + what);
  }

  void Error(const Status& status) { contents_.errors.push_back(status); }

  Database database_;
  Contents contents_;
};

}  // namespace

Contents ReadContents(const Client& client) { return Reader(client).Read(); }

std::string Complaints(const Contents& contents) {
  std::string text;
  for (const std::string& fault : contents.faults) text += fault + "\n";
  for (const Status& error : contents.errors) text += error.ToString() + "\n";
  return text;
}

std::vector<std::string> CheckOrder(const Contents& contents, uint32_t thread,
                                    const Model& model) {
  std::vector<std::string> faults;
  for (const auto& [collection, keys] : contents.order[thread]) {
    uint64_t last = 0;
    for (uint64_t key : keys) {
      uint64_t inserted = model.InsertionOrder(collection, key);
      if (inserted <= last) {
        faults.push_back(fmt::format("{}: key {} of thread {} is out of order",
                                     CollectionName(collection), key, thread));
      }
      last = inserted;
    }
  }
  return faults;
}

}  // namespace meerkat::testing
