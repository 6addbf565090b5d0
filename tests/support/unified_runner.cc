#include "tests/support/unified_runner.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/client.h>
#include <meerkat/json.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "storage/status_macros.h"
#include "tests/support/unified_match.h"

namespace meerkat::testing {
namespace {

using Outcome = UnifiedResult::Outcome;

// What buildInfo says.
constexpr std::array<int, 3> kVersion = {8, 0, 0};
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

// --- operations -------------------------------------------------------------

// What an operation works on.
struct Entity {
  Database database;
  // Empty for a database.
  std::string collection;
};

// A name in a test's arguments and in the command; the same when `field` is
// empty.
struct Argument {
  std::string_view name;
  std::string_view field;
};

struct Operation {
  std::string_view name;
  StatusOr<Value> (*run)(Entity& entity, DocumentView arguments);
};

StatusOr<Document> ToCommand(std::string_view command, const Entity& entity,
                             DocumentView arguments,
                             std::initializer_list<Argument> renamed) {
  Builder built;
  built.Append(command, entity.collection);
  for (const Element& argument : arguments) {
    // Drivers keep it from servers older than 8.2.
    if (argument.name() == "rawData") continue;
    std::string_view field = argument.name();
    for (const Argument& other : renamed) {
      if (other.name == argument.name()) field = other.field;
    }
    built.Append(field, Value(argument));
  }
  return std::move(built).Finish();
}

// The documents of a cursor, to its end.
StatusOr<std::vector<Value>> ReadAll(Entity& entity, Document reply) {
  std::vector<Value> documents;
  for (std::string_view batch = "firstBatch";; batch = "nextBatch") {
    const DocumentView cursor = reply["cursor"].AsDocument();
    for (const Element& document : cursor[batch].AsDocument()) {
      documents.emplace_back(document);
    }
    const int64_t id = cursor["id"].AsInt64();
    if (id == 0) return documents;
    MEERKAT_ASSIGN_OR_RETURN(
        reply, entity.database.RunCommand(Document{
                   {"getMore", id}, {"collection", entity.collection}}));
  }
}

StatusOr<Value> RunFind(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const Document command,
                           ToCommand("find", entity, arguments, {}));
  MEERKAT_ASSIGN_OR_RETURN(Document reply, entity.database.RunCommand(command));
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Value> documents,
                           ReadAll(entity, std::move(reply)));
  return Value(Array(documents));
}

StatusOr<Value> RunFindOne(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const Value found, RunFind(entity, arguments));
  const DocumentView documents = found.element().AsDocument();
  if (documents.empty()) return Value(nullptr);
  return Value(*documents.begin());
}

StatusOr<Value> RunCount(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      const Document command,
      ToCommand("count", entity, arguments, {{"filter", "query"}}));
  MEERKAT_ASSIGN_OR_RETURN(const Document reply,
                           entity.database.RunCommand(command));
  return Value(reply["n"]);
}

StatusOr<Value> RunDistinct(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      const Document command,
      ToCommand("distinct", entity, arguments,
                {{"fieldName", "key"}, {"filter", "query"}}));
  MEERKAT_ASSIGN_OR_RETURN(const Document reply,
                           entity.database.RunCommand(command));
  return Value(reply["values"]);
}

StatusOr<Value> RunOnCollection(std::string_view name, Entity& entity,
                                DocumentView arguments) {
  Builder command;
  command.Append(name, Value(arguments["collection"]));
  for (const Element& argument : arguments) {
    if (argument.name() == "collection") continue;
    command.Append(argument.name(), Value(argument));
  }
  MEERKAT_RETURN_IF_ERROR(
      entity.database.RunCommand(std::move(command).Finish()).status());
  return Value();
}

StatusOr<Value> RunCreateCollection(Entity& entity, DocumentView arguments) {
  return RunOnCollection("create", entity, arguments);
}

StatusOr<Value> RunDropCollection(Entity& entity, DocumentView arguments) {
  return RunOnCollection("drop", entity, arguments);
}

StatusOr<Value> RunDatabaseCommand(Entity& entity, DocumentView arguments) {
  MEERKAT_ASSIGN_OR_RETURN(
      const Document reply,
      entity.database.RunCommand(arguments["command"].AsDocument()));
  return Value(reply);
}

constexpr Operation kOperations[] = {
    {"count", RunCount},
    {"countDocuments", RunCount},
    {"createCollection", RunCreateCollection},
    {"distinct", RunDistinct},
    {"dropCollection", RunDropCollection},
    {"estimatedDocumentCount", RunCount},
    {"find", RunFind},
    {"findOne", RunFindOne},
    {"runCommand", RunDatabaseCommand},
};

// --- expectations -----------------------------------------------------------

bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    return absl::ascii_tolower(static_cast<unsigned char>(a)) ==
           absl::ascii_tolower(static_cast<unsigned char>(b));
  };
  return !std::ranges::search(text, part, same).empty() || part.empty();
}

// What is wrong with an error; empty if nothing is.
std::string ErrorMismatch(DocumentView expected, const Status& error) {
  for (const Element& field : expected) {
    const std::string_view name = field.name();
    bool holds = false;
    if (name == "isError") {
      holds = field.AsBool();
    } else if (name == "isClientError") {
      // All errors come from where a server's would.
      holds = !field.AsBool();
    } else if (name == "errorCode") {
      holds = static_cast<int>(ErrorCodeOf(error)) == field.AsInt32();
    } else if (name == "errorCodeName") {
      holds = ErrorName(ErrorCodeOf(error)) == field.AsString();
    } else if (name == "errorContains") {
      holds = ContainsIgnoringCase(ErrorMessageOf(error), field.AsString());
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
  explicit TestRun(DocumentView file) : file_(file) {
    client_ = *Client::Open(":memory:");
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
      if (!status.ok()) return "initialData: " + status.ToString();
    }
    for (const DocumentView entity : CasesOf(file_, "createEntities")) {
      const Element described = *entity.begin();
      if (!AddEntity(described.name(), described.AsDocument())) {
        return fmt::format("the runner does not know the entity {}",
                           described.name());
      }
    }
    return "";
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
    return database.collection(name).InsertMany(documents).status();
  }

  bool AddEntity(std::string_view kind, DocumentView described) {
    const std::string id(TextOf(described, "id"));
    if (kind == "client") return true;
    if (kind == "database") {
      entities_.insert_or_assign(
          id, Entity{client_->database(TextOf(described, "databaseName")), ""});
      return true;
    }
    if (kind != "collection") return false;
    const auto database =
        entities_.find(std::string(TextOf(described, "database")));
    if (database == entities_.end()) return false;
    entities_.insert_or_assign(
        id, Entity{database->second.database,
                   std::string(TextOf(described, "collectionName"))});
    return true;
  }

  std::string RunOperation(DocumentView operation) {
    const std::string_view name = TextOf(operation, "name");
    const auto* known = std::ranges::find(kOperations, name, &Operation::name);
    const auto entity =
        entities_.find(std::string(TextOf(operation, "object")));
    if (known == std::end(kOperations) || entity == entities_.end()) {
      return fmt::format("the runner does not know the operation {} of {}",
                         name, TextOf(operation, "object"));
    }
    const Element arguments = operation["arguments"];
    const StatusOr<Value> result =
        known->run(entity->second, arguments.exists() ? arguments.AsDocument()
                                                      : DocumentView());
    const std::string problem = Judge(operation, result);
    if (problem.empty()) return "";
    not_implemented_ =
        ErrorCodeOf(result.status()) == ErrorCode::kNotImplemented;
    return fmt::format("{}: {}", name, problem);
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
  std::map<std::string, Entity> entities_;
  bool not_implemented_ = false;
};

}  // namespace

std::vector<UnifiedResult> RunUnified(const SpecFile& file) {
  std::vector<UnifiedResult> results;
  const std::string skip = WhySkip(file.content);
  for (const DocumentView test : CasesOf(file.content, "tests")) {
    UnifiedResult result;
    if (skip.empty()) {
      result = TestRun(file.content).Run(test);
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
