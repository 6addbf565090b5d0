#include "tests/support/unified_runner.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/json.h>
#include <meerkat/mongodb_version.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "storage/status_macros.h"
#include "tests/support/command_sender.h"
#include "tests/support/unified_match.h"
#include "tests/support/unified_operations.h"

namespace meerkat::testing {
namespace {

using Outcome = UnifiedResult::Outcome;

constexpr std::array<int, 3> kVersion = {
    kMongoDbVersionParts[0], kMongoDbVersionParts[1], kMongoDbVersionParts[2]};
constexpr std::string_view kTopology = "replicaset";

// --- requirements -----------------------------------------------------------

std::array<int, 3> ParseVersion(std::string_view text) {
  std::array<int, 3> version = {};
  for (int& part : version) {
    const size_t end = std::min(text.find('.'), text.size());
    std::from_chars(text.data(), text.data() + end, part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return version;
}

bool HasItem(const Element& array, std::string_view text) {
  for (const Element& item : array.AsDocument()) {
    if (item.AsString() == text) return true;
  }
  return false;
}

bool IsMet(DocumentView requirement) {
  const Element least = requirement["minServerVersion"];
  const Element most = requirement["maxServerVersion"];
  const Element topologies = requirement["topologies"];
  if (least.exists() && kVersion < ParseVersion(least.AsString())) return false;
  if (most.exists() && kVersion > ParseVersion(most.AsString())) return false;
  if (topologies.exists() && !HasItem(topologies, kTopology)) return false;
  const Element auth = requirement["auth"];
  return !auth.exists() || !auth.AsBool();
}

// Why a file or a test is not for this database; empty if it is.
std::string WhySkip(DocumentView described) {
  const Element reason = described["skipReason"];
  if (reason.exists()) return std::string(reason.AsString());
  const Element requirements = described["runOnRequirements"];
  if (!requirements.exists()) return "";
  for (const Element& requirement : requirements.AsDocument()) {
    if (IsMet(requirement.AsDocument())) return "";
  }
  return "requires " + ToJson(requirements);
}

bool NeedsFailPoint(DocumentView test) {
  for (const DocumentView operation : CasesOf(test, "operations")) {
    if (TextOf(operation, "name") == "failPoint") return true;
  }
  return false;
}

// --- expectations -----------------------------------------------------------

bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    return absl::ascii_tolower(static_cast<unsigned char>(a)) ==
           absl::ascii_tolower(static_cast<unsigned char>(b));
  };
  const auto found =
      std::search(text.begin(), text.end(), part.begin(), part.end(), same);
  return found != text.end() || part.empty();
}

// As a server would send it.
Document ReplyOf(const Status& error) {
  const ErrorCode code = ErrorCodeOf(error);
  return Document{{"ok", 0.0},
                  {"errmsg", ErrorMessageOf(error)},
                  {"code", static_cast<int>(code)},
                  {"codeName", ErrorName(code)}};
}

// Whether a part of Meerkat is missing that has its own time.
bool IsNotImplemented(const Status& error) {
  return ErrorCodeOf(error) == ErrorCode::kNotImplemented ||
         ErrorCodeOf(error) == ErrorCode::kCommandNotFound;
}

// What is wrong with an error; empty if nothing is.
std::string ErrorMismatch(DocumentView expected, const Status& error) {
  for (const Element& field : expected) {
    const std::string_view name = field.name();
    bool holds = false;
    if (name == "isError") {
      holds = field.AsBool();
    } else if (name == "isClientError") {
      holds = field.AsBool() == IsDriverError(error);
    } else if (name == "errorCode") {
      holds = static_cast<int>(ErrorCodeOf(error)) == field.AsInt32();
    } else if (name == "errorCodeName") {
      holds = ErrorName(ErrorCodeOf(error)) == field.AsString();
    } else if (name == "errorContains") {
      holds = ContainsIgnoringCase(ErrorMessageOf(error), field.AsString());
    } else if (name == "errorResponse") {
      holds = Mismatch(field, Value(ReplyOf(error)).element(), Extras::kAllowed)
                  .empty();
    } else if (name == "expectResult") {
      // An error here comes without a part of the result.
      holds = Mismatch(field, Element(), Extras::kAllowed).empty();
    } else {
      return fmt::format("the runner does not know {}", name);
    }
    if (!holds) {
      return fmt::format("the error should have {} {}, but is {}", name,
                         ToJson(field), error.ToString());
    }
  }
  return "";
}

class TestRun {
 public:
  // Throws where no database or server can be started.
  TestRun(DocumentView file, Way way) : file_(file) {
    client_ = Client::Open(":memory:").value();
    sender_ = way == Way::kSocket ? SendOverSocket(*client_).value()
                                  : SendInProcess(*client_);
  }

  UnifiedResult Run(DocumentView test) {
    UnifiedResult result;
    result.reason = WhySkip(test);
    if (result.reason.empty() && NeedsFailPoint(test)) {
      result.reason = "needs a fail point";
    }
    if (!result.reason.empty()) {
      result.outcome = Outcome::kSkipped;
      return result;
    }
    result.reason = Problem(test);
    if (result.reason.empty()) return result;
    result.outcome =
        not_implemented_ ? Outcome::kNotImplemented : Outcome::kFailed;
    return result;
  }

 private:
  // What went wrong in a test; empty if nothing did.
  std::string Problem(DocumentView test) {
    std::string problem = SetUp();
    for (const DocumentView operation : CasesOf(test, "operations")) {
      if (!problem.empty()) return problem;
      problem = RunOperation(operation);
    }
    for (const DocumentView left : CasesOf(test, "outcome")) {
      if (!problem.empty()) return problem;
      problem = CheckOutcome(left);
    }
    return problem;
  }

  std::string SetUp() {
    for (const DocumentView data : CasesOf(file_, "initialData")) {
      const Status status = Fill(data);
      if (status.ok()) continue;
      not_implemented_ = IsNotImplemented(status);
      return "initialData: " + status.ToString();
    }
    return AddEntities(CasesOf(file_, "createEntities"));
  }

  Status Fill(DocumentView data) {
    Database database = client_->database(TextOf(data, "databaseName"));
    const std::string name(TextOf(data, "collectionName"));
    const std::vector<DocumentView> documents = CasesOf(data, "documents");
    if (documents.empty() || data["createOptions"].exists()) {
      Builder create;
      create.Append("create", name);
      if (data["createOptions"].exists()) {
        create.AppendAll(data["createOptions"].AsDocument());
      }
      MEERKAT_RETURN_IF_ERROR(
          database.RunCommand(std::move(create).Finish()).status());
    }
    if (documents.empty()) return absl::OkStatus();
    return database.collection(name).InsertMany(documents).status();
  }

  std::string AddEntities(const std::vector<DocumentView>& entities) {
    for (const DocumentView entity : entities) {
      const Element described = *entity.begin();
      if (!AddEntity(described.name(), described.AsDocument())) {
        return fmt::format("the runner does not know the entity {}",
                           described.name());
      }
    }
    return "";
  }

  bool AddEntity(std::string_view kind, DocumentView described) {
    const std::string id(TextOf(described, "id"));
    if (kind == "client") {
      // What is asked of a client goes to this database.
      entities_.insert_or_assign(id, Entity{sender_.get(), "admin"});
      return true;
    }
    if (kind == "session") return sessions_.insert(id).second;
    if (kind == "database") {
      entities_.insert_or_assign(
          id, Entity{sender_.get(),
                     std::string(TextOf(described, "databaseName"))});
      return true;
    }
    if (kind != "collection") return false;
    const auto database =
        entities_.find(std::string(TextOf(described, "database")));
    if (database == entities_.end()) return false;
    entities_.insert_or_assign(
        id, Entity{sender_.get(), database->second.database,
                   std::string(TextOf(described, "collectionName"))});
    return true;
  }

  std::string RunOperation(DocumentView operation) {
    const std::string object(TextOf(operation, "object"));
    if (object == "testRunner") return RunOnRunner(operation);
    if (sessions_.contains(object)) return RunOnSession(operation);
    const std::string_view name = TextOf(operation, "name");
    const std::optional<StatusOr<Value>> result =
        cursors_.contains(object) ? ReadCursor(name, cursors_.at(object))
                                  : RunOnEntity(name, object, operation);
    if (!result.has_value()) {
      return fmt::format("the runner does not know the operation {} of {}",
                         name, object);
    }
    const std::string problem = Judge(operation, *result);
    if (problem.empty()) return "";
    not_implemented_ = IsNotImplemented(result->status());
    return fmt::format("{}: {}", name, problem);
  }

  std::string RunOnRunner(DocumentView operation) {
    const std::string_view name = TextOf(operation, "name");
    if (name == "createEntities") {
      return AddEntities(
          CasesOf(operation["arguments"].AsDocument(), "entities"));
    }
    // What a driver keeps of its sessions.
    if (name.starts_with("assertSession") ||
        name.ends_with("LastTwoCommands")) {
      return "";
    }
    return fmt::format("the runner does not know the operation {}", name);
  }

  // To begin and to end a transaction is a matter of the driver and of the
  // commands in between: each says that there are no sessions yet.
  std::string RunOnSession(DocumentView operation) {
    if (TextOf(operation, "name") != "withTransaction") return "";
    for (const DocumentView inner :
         CasesOf(operation["arguments"].AsDocument(), "callback")) {
      const std::string problem = RunOperation(inner);
      if (!problem.empty()) return problem;
    }
    return "";
  }

  static std::optional<StatusOr<Value>> ReadCursor(std::string_view name,
                                                   UnifiedCursor& cursor) {
    if (name == "iterateOnce") return cursor.IterateOnce();
    if (name == "iterateUntilDocumentOrError") {
      return cursor.IterateUntilDocument();
    }
    if (name != "close") return std::nullopt;
    const Status closed = cursor.Close();
    return closed.ok() ? StatusOr<Value>(Value()) : closed;
  }

  std::optional<StatusOr<Value>> RunOnEntity(std::string_view name,
                                             const std::string& object,
                                             DocumentView operation) {
    const auto entity = entities_.find(object);
    if (entity == entities_.end()) return std::nullopt;
    const Element given = operation["arguments"];
    const DocumentView arguments =
        given.exists() ? given.AsDocument() : DocumentView();
    if (name == "createFindCursor" || name == "createCommandCursor") {
      return KeepCursor(name, entity->second, operation, arguments);
    }
    const Operation run = FindOperation(name);
    if (run == nullptr) return std::nullopt;
    return run(entity->second, arguments);
  }

  StatusOr<Value> KeepCursor(std::string_view name, Entity& entity,
                             DocumentView operation, DocumentView arguments) {
    MEERKAT_ASSIGN_OR_RETURN(UnifiedCursor cursor,
                             UnifiedCursor::Create(name, entity, arguments));
    cursors_.insert_or_assign(
        std::string(TextOf(operation, "saveResultAsEntity")),
        std::move(cursor));
    return Value();
  }

  static std::string Judge(DocumentView operation,
                           const StatusOr<Value>& result) {
    if (operation["ignoreResultAndError"].exists()) return "";
    const Element error = operation["expectError"];
    if (error.exists()) {
      if (!result.ok()) {
        return ErrorMismatch(error.AsDocument(), result.status());
      }
      return "there should be an error, but the result is " +
             ToJson(result->element());
    }
    if (!result.ok()) return result.status().ToString();
    const Element expected = operation["expectResult"];
    if (!expected.exists()) return "";
    const bool is_plain_array = TextOf(operation, "name") == "distinct" ||
                                expected.type() != Type::kArray;
    return Mismatch(expected, result->element(),
                    is_plain_array && expected.type() == Type::kArray
                        ? Extras::kForbidden
                        : Extras::kAllowed);
  }

  std::string CheckOutcome(DocumentView left) {
    const std::string name(TextOf(left, "collectionName"));
    Collection collection =
        client_->database(TextOf(left, "databaseName")).collection(name);
    auto cursor = collection.Find({}, {.sort = Document{{"_id", 1}}});
    if (!cursor.ok()) return cursor.status().ToString();
    for (const DocumentView expected : CasesOf(left, "documents")) {
      if (!cursor->Next()) return name + " lacks " + ToJson(expected);
      const std::string mismatch = ExactMismatch(expected, cursor->document());
      if (!mismatch.empty()) return name + ": " + mismatch;
    }
    if (cursor->Next()) return name + " holds " + ToJson(cursor->document());
    return "";
  }

  const DocumentView file_;
  std::optional<Client> client_;
  std::unique_ptr<CommandSender> sender_;
  std::map<std::string, Entity> entities_;
  std::set<std::string> sessions_;
  std::map<std::string, UnifiedCursor> cursors_;
  bool not_implemented_ = false;
};

}  // namespace

std::vector<UnifiedResult> RunUnified(const SpecFile& file, Way way) {
  std::vector<UnifiedResult> results;
  const std::string skip = WhySkip(file.content);
  for (const DocumentView test : CasesOf(file.content, "tests")) {
    UnifiedResult result;
    if (skip.empty()) {
      result = TestRun(file.content, way).Run(test);
    } else {
      result.outcome = Outcome::kSkipped;
      result.reason = skip;
    }
    result.name = fmt::format("{}: {}", TextOf(file.content, "description"),
                              TextOf(test, "description"));
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace meerkat::testing
