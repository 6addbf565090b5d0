// Meerkat through its public API, as a program would use it.
#include <meerkat/meerkat.h>

#include <optional>
#include <utility>

#include "bench/check.h"
#include "bench/measure.h"
#include "bench/subject.h"

namespace meerkat::bench {

namespace {

void Require(const Status& status) {
  if (!status.ok()) Fail("meerkat", ErrorMessageOf(status));
}

template <typename T>
T Require(StatusOr<T> result) {
  Require(result.status());
  return *std::move(result);
}

DocumentView ViewOf(const Input& input) {
  return DocumentView::FromTrusted(input.bytes.data());
}

class MeerkatSession : public Session {
 public:
  MeerkatSession(Collection collection, WriteConcern write_concern)
      : collection_(std::move(collection)), write_concern_(write_concern) {}

  void InsertBatch(std::span<const Input> batch) override {
    views_.clear();
    for (const Input& input : batch) views_.push_back(ViewOf(input));
    const InsertManyResult result = Require(collection_.InsertMany(
        std::span<const DocumentView>(views_),
        {.ordered = true, .write_concern = write_concern_}));
    if (!result.errors.empty()) Require(result.errors.front().status);
  }

  void InsertOne(const Input& input) override {
    Require(collection_.InsertOne(ViewOf(input),
                                  {.write_concern = write_concern_}));
  }

  std::string_view FindById(int64_t id) override {
    found_ = Require(collection_.FindOne(Document{{"_id", id}}));
    return found_ ? found_->view().bytes() : std::string_view();
  }

  void Stream(BatchBuffer& buffer) override {
    Drain(Require(collection_.Find()), buffer);
  }

  void FindByZip(int32_t limit, BatchBuffer& buffer) override {
    const Document filter{{"addr.zip", Document{{"$lt", limit}}}};
    Drain(Require(collection_.Find(filter)), buffer);
  }

  void FindLargest(int64_t count, BatchBuffer& buffer) override {
    const FindOptions options{.sort = Document{{"amount", -1}}, .limit = count};
    Drain(Require(collection_.Find({}, options)), buffer);
  }

  int64_t CountGroups() override {
    return static_cast<int64_t>(Require(collection_.Distinct("grp")).size());
  }

 private:
  static void Drain(Cursor cursor, BatchBuffer& buffer) {
    while (cursor.Next()) buffer.Add(cursor.document().bytes());
    Require(cursor.status());
  }

  Collection collection_;
  WriteConcern write_concern_;
  std::vector<DocumentView> views_;
  std::optional<Document> found_;
};

class MeerkatStore : public Store {
 public:
  MeerkatStore(Client client, WriteConcern write_concern)
      : client_(std::move(client)), write_concern_(write_concern) {}
  ~MeerkatStore() override { Require(client_.Close()); }

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<MeerkatSession>(client_["bench"]["documents"],
                                            write_concern_);
  }

  void Settle() override {
    client_.Trim();  // Write buffers become files.
    Require(client_.Sync());
    WaitUntilIdle();
  }

 private:
  Client client_;
  WriteConcern write_concern_;
};

}  // namespace

std::unique_ptr<Store> OpenMeerkat(const OpenOptions& options) {
  ClientOptions client_options;
  client_options.memory_budget = options.memory_budget;
  return std::make_unique<MeerkatStore>(
      Require(Client::Open(options.directory, client_options)),
      WriteConcern{.journal = options.durability == Durability::kPower});
}

}  // namespace meerkat::bench
