// Commands that make, drop, change and list indexes.
#include <fmt/format.h>

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/commands/command.h"
#include "engine/commands/command_fields.h"
#include "engine/commands/cursor_reply.h"
#include "engine/ddl.h"
#include "engine/default_collation.h"
#include "engine/index_ddl.h"
#include "engine/shell_text.h"
#include "index/index_spec.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

// The specifications of a createIndexes. Errors: 2 BadValue for none, 14
// TypeMismatch for what is no document, those of IndexSpec::Parse.
StatusOr<std::vector<index::IndexSpec>> SpecsOf(const Invocation& call,
                                                const storage::Namespace& ns) {
  const Document collation = DefaultCollation(call.engine, ns);
  std::vector<index::IndexSpec> specs;
  for (const Element& item : call.command["indexes"].AsDocument()) {
    if (item.type() != Type::kDocument) {
      return MakeError(
          ErrorCode::kTypeMismatch,
          fmt::format("BSON field 'createIndexes.indexes.{}' is the wrong type "
                      "'{}', expected type 'object'",
                      item.name(), TypeName(item.type())));
    }
    MEERKAT_ASSIGN_OR_RETURN(index::IndexSpec spec,
                             index::IndexSpec::Parse(WithDefaultCollation(
                                 item.AsDocument(), collation)));
    specs.push_back(std::move(spec));
  }
  if (!specs.empty()) return specs;
  return MakeError(ErrorCode::kBadValue,
                   "Must specify at least one index to create");
}

Status WrongIndex(const Element& index) {
  return MakeError(
      ErrorCode::kTypeMismatch,
      fmt::format("BSON field 'dropIndexes.index' is the wrong type '{}', "
                  "expected types '[string, object, array]', found {}",
                  TypeName(index.type()), ShellText(index)));
}

StatusOr<std::vector<std::string>> NamesOf(const Element& list) {
  std::vector<std::string> names;
  for (const Element& item : list.AsDocument()) {
    if (item.type() != Type::kString) return WrongIndex(item);
    names.emplace_back(item.AsString());
  }
  return names;
}

StatusOr<int> Drop(const Invocation& call, const storage::Namespace& ns,
                   const Element& index) {
  switch (index.type()) {
    case Type::kString:
      if (index.AsString() == "*") return DropAllIndexes(call.engine, ns);
      return DropIndexes(call.engine, ns, {std::string(index.AsString())});
    case Type::kArray: {
      MEERKAT_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                               NamesOf(index));
      return DropIndexes(call.engine, ns, names);
    }
    case Type::kDocument:
      return DropIndexByKey(call.engine, ns, index.AsDocument());
    default:
      return WrongIndex(index);
  }
}

}  // namespace

Status CreateIndexesCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<index::IndexSpec> specs,
                           SpecsOf(call, ns));
  MEERKAT_ASSIGN_OR_RETURN(
      const IndexesCreated created,
      CreateIndexes(call.engine, ns, specs,
                    {.deadline = call.deadline, .progress = {}},
                    call.write_concern));
  reply.Append("numIndexesBefore", created.before)
      .Append("numIndexesAfter", created.after)
      .Append("createdCollectionAutomatically", created.created_collection);
  if (created.before == created.after) {
    reply.Append("note", "all indexes already exist");
  }
  return absl::OkStatus();
}

Status DropIndexesCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  const Element index = call.command["index"];
  MEERKAT_ASSIGN_OR_RETURN(const int before, Drop(call, ns, index));
  MEERKAT_RETURN_IF_ERROR(MakeDurable(call.engine, call.write_concern));
  reply.Append("nIndexesWas", before);
  if (index.type() == Type::kString && index.AsString() == "*") {
    reply.Append("msg", "non-_id indexes dropped for collection");
  }
  return absl::OkStatus();
}

Status ListIndexesCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.Target());
  MEERKAT_ASSIGN_OR_RETURN(const FirstBatch batch, ListingBatch(call));
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Document> indexes,
                           ListIndexes(call.engine, ns));
  return AppendFirstBatch(
      call, ns.ToString(),
      std::make_unique<CursorImpl>(&call.engine, std::move(indexes)), batch,
      reply);
}

namespace {

// Which index, and what of it. Errors: 72 InvalidOptions for a description
// that does not say either.
struct IndexOptions {
  Element name_or_key;
  IndexModification modification;
};

// Error 72 InvalidOptions for seconds out of range.
StatusOr<int64_t> ReadExpiry(DocumentView index) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  const StatusOr<int64_t> seconds =
      IntegerField("collMod.index", index, "expireAfterSeconds", 0, 0, kMost);
  if (ErrorCodeOf(seconds.status()) != ErrorCode::kBadValue) return seconds;
  return MakeError(ErrorCode::kInvalidOptions,
                   ErrorMessageOf(seconds.status()));
}

StatusOr<IndexOptions> ReadIndexOptions(DocumentView index) {
  MEERKAT_RETURN_IF_ERROR(
      CheckFields("collMod.index", index, kCollModIndexFields));
  const Element name = GivenField(index, "name");
  const Element key = GivenField(index, "keyPattern");
  if (name.exists() == key.exists()) {
    return MakeError(ErrorCode::kInvalidOptions,
                     name.exists()
                         ? "Cannot specify both key pattern and name."
                         : "Must specify either index name or key pattern.");
  }
  IndexOptions options{.name_or_key = name.exists() ? name : key,
                       .modification = {}};
  if (GivenField(index, "hidden").exists()) {
    options.modification.hidden = BoolField(index, "hidden", false);
  }
  if (GivenField(index, "expireAfterSeconds").exists()) {
    MEERKAT_ASSIGN_OR_RETURN(options.modification.expire_after_seconds,
                             ReadExpiry(index));
  }
  if (!options.modification.hidden.has_value() &&
      !options.modification.expire_after_seconds.has_value()) {
    return MakeError(ErrorCode::kInvalidOptions,
                     "no expireAfterSeconds, hidden, unique, or prepareUnique "
                     "field");
  }
  return options;
}

void AppendModified(const ModifiedIndex& modified, Builder& reply) {
  const auto& before = modified.before;
  const auto& after = modified.after;
  if (before.expire_after_seconds != after.expire_after_seconds) {
    if (before.expire_after_seconds.has_value()) {
      reply.Append("expireAfterSeconds_old", *before.expire_after_seconds);
    }
    reply.Append("expireAfterSeconds_new", *after.expire_after_seconds);
  }
  if (before.hidden != after.hidden) {
    reply.Append("hidden_old", before.hidden)
        .Append("hidden_new", after.hidden);
  }
}

}  // namespace

Status CollModCommand(const Invocation& call, Builder& reply) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Namespace ns, call.WriteTarget());
  const Element index = GivenField(call.command, "index");
  if (!index.exists()) {
    const auto entry = call.engine.FindCollection(ns.database, ns.collection);
    if (entry.has_value()) return absl::OkStatus();
    return MakeError(ErrorCode::kNamespaceNotFound,
                     fmt::format("ns does not exist: {}", ns.ToString()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const IndexOptions options,
                           ReadIndexOptions(index.AsDocument()));
  MEERKAT_ASSIGN_OR_RETURN(
      const ModifiedIndex modified,
      ModifyIndex(call.engine, ns, options.name_or_key, options.modification));
  MEERKAT_RETURN_IF_ERROR(MakeDurable(call.engine, call.write_concern));
  AppendModified(modified, reply);
  return absl::OkStatus();
}

}  // namespace meerkat::engine
