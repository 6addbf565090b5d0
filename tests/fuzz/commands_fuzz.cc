// Any commands, one after the other, on a database in memory: each ends in a
// reply as drivers know them, and what they leave behind is sound.
//
// The first byte says what the input is:
//
//   {     a command in Extended JSON on each line. $cursor in it stands for the
//         cursor opened last: {"getMore": $cursor, "collection": "a"}
//   B     the bytes of one command in BSON, with or without mistakes
//   else  choices from the tables of commands (command_maker.h)
#include <fuzzer/FuzzedDataProvider.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "storage/bson/validate.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/command_maker.h"

namespace meerkat {
namespace {

constexpr int kMaxCommands = 16;
constexpr std::string_view kCursor = "$cursor";
// A reply wraps a document in a little more.
constexpr bson::Limits kReplyLimits{.size = kMaxDocumentSize + (16 << 10),
                                    .depth = bson::Limits::kMaxDepth};

void CheckError(DocumentView error) {
  FUZZ_CHECK(error["code"].type() == Type::kInt32);
  const ErrorCode code{error["code"].AsInt32()};
  FUZZ_CHECK(code != ErrorCode::kOk);
  // No command is to blame for these.
  FUZZ_CHECK(code != ErrorCode::kInternalError);
  FUZZ_CHECK(code != ErrorCode::kDataCorruptionDetected);
  FUZZ_CHECK(error["errmsg"].type() == Type::kString);
}

void CheckWriteErrors(const Element& errors) {
  FUZZ_CHECK(errors.type() == Type::kArray);
  FUZZ_CHECK(!errors.AsDocument().empty());
  int32_t last = -1;
  for (const Element& error : errors.AsDocument()) {
    CheckError(error.AsDocument());
    const int32_t index = error.AsDocument()["index"].AsInt32();
    FUZZ_CHECK(index > last);
    last = index;
  }
}

void CheckReply(DocumentView reply) {
  FUZZ_CHECK(bson::Validate(reply.bytes(), kReplyLimits).ok());
  FUZZ_CHECK(reply["ok"].type() == Type::kDouble);
  if (reply["ok"].AsDouble() != 1) {
    FUZZ_CHECK(reply["ok"].AsDouble() == 0);
    CheckError(reply);
    FUZZ_CHECK(reply["codeName"].AsString() ==
               ErrorName(ErrorCode{reply["code"].AsInt32()}));
    return;
  }
  if (reply["writeErrors"].exists()) CheckWriteErrors(reply["writeErrors"]);
  if (reply["writeConcernError"].exists()) {
    CheckError(reply["writeConcernError"].AsDocument());
  }
}

// One database for all inputs, since opening takes as long as many commands;
// emptied after each.
class Session {
 public:
  explicit Session(const Client& client) : client_(client) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    KillCursors();
    DropDatabases();
  }

  // Where the command belongs: those for "admin" are refused elsewhere.
  void Run(DocumentView command) {
    if (RunOn(client_["app"], command) == ErrorCode::kUnauthorized) {
      RunOn(client_["admin"], command);
    }
  }

  // Nothing that was run may have damaged a collection.
  void CheckContents() {
    const auto databases = client_.ListDatabaseNames();
    for (const std::string& name : *databases) {
      Database database = client_[name];
      const auto collections = database.ListCollectionNames();
      for (const std::string& collection : *collections) {
        CheckCollection(database, collection);
      }
    }
  }

  // The id of the cursor opened last.
  int64_t cursor() const {
    return opened_.empty() ? 0 : opened_.back()["id"].AsInt64();
  }

 private:
  static void CheckCollection(Database database, const std::string& name) {
    const auto report = database.RunCommand(Document{{"validate", name}});
    FUZZ_CHECK(report.ok() && (*report)["valid"].AsBool());
    const auto count = database.RunCommand(Document{{"count", name}});
    FUZZ_CHECK(count.ok());
    StatusOr<Cursor> cursor = database[name].Find();
    FUZZ_CHECK(cursor.ok());
    int32_t found = 0;
    while (cursor->Next()) ++found;
    FUZZ_CHECK(cursor->status().ok());
    FUZZ_CHECK((*count)["n"].AsInt32() == found);
  }

  ErrorCode RunOn(Database database, DocumentView command) {
    const StatusOr<Document> result = database.RunCommand(command);
    const Document reply = result.ok() ? *result : ReplyFor(result.status());
    CheckReply(reply);
    if (reply["cursor"].exists()) {
      const DocumentView cursor = reply["cursor"].AsDocument();
      FUZZ_CHECK(cursor["id"].AsInt64() >= 0);
      if (cursor["id"].AsInt64() != 0) opened_.emplace_back(cursor);
    }
    return ErrorCodeOf(result.status());
  }

  void KillCursors() {
    for (const Document& cursor : opened_) {
      const std::string_view collection =
          cursor["ns"].AsString().substr(std::string_view("app.").size());
      RunOn(client_["app"],
            Document{{"killCursors", collection},
                     {"cursors", Array{cursor["id"].AsInt64()}}});
    }
  }

  void DropDatabases() {
    const auto databases = client_.ListDatabaseNames();
    for (const std::string& name : *databases) {
      FUZZ_CHECK(client_[name].Drop().ok());
    }
  }

  Client client_;
  // What replies told of cursors that were left open.
  std::vector<Document> opened_;
};

void RunLines(std::string_view text, Session& session) {
  for (int i = 0; i < kMaxCommands && !text.empty(); ++i) {
    std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (const size_t place = line.find(kCursor); place != std::string::npos) {
      line.replace(
          place, kCursor.size(),
          ToJson(Value(session.cursor()).element(), JsonMode::kCanonical));
    }
    const StatusOr<Document> command = ParseJson(line);
    if (command.ok()) session.Run(*command);
  }
}

// With a length that is right, so that the whole can be viewed.
void RunBytes(std::string bytes, Session& session) {
  const auto size = static_cast<int32_t>(bytes.size());
  if (bytes.size() < sizeof(size)) return;
  std::memcpy(bytes.data(), &size, sizeof(size));
  session.Run(DocumentView::FromTrusted(bytes.data()));
}

void RunChoices(std::string_view choices, Session& session) {
  FuzzedDataProvider bytes(reinterpret_cast<const uint8_t*>(choices.data()),
                           choices.size());
  fuzz::CommandMaker maker(bytes);
  for (int i = 0; i < kMaxCommands && bytes.remaining_bytes() > 0; ++i) {
    session.Run(maker.Make(session.cursor()));
  }
}

Client Open() {
  StatusOr<Client> client = Client::Open(":memory:");
  FUZZ_CHECK(client.ok());
  return *std::move(client);
}

}  // namespace
}  // namespace meerkat

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace meerkat;  // NOLINT: a fuzz target has no other place
  static const Client client = Open();
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;

  Session session(client);
  if (input[0] == '{') {
    RunLines(input, session);
  } else if (input[0] == 'B') {
    RunBytes(std::string(input.substr(1)), session);
  } else {
    RunChoices(input, session);
  }
  session.CheckContents();
  return 0;
}
