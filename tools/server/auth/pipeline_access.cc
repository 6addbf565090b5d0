#include "tools/server/auth/pipeline_access.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace meerkat::server::auth {
namespace {

using enum Action;

// A pipeline that is still to be looked at.
struct Pending {
  Element pipeline;
  // Empty inside another stage: there only the stage itself tells it.
  std::string collection;
};

struct Walk {
  std::string_view database;
  std::vector<Pending> pending;
  Privileges& needed;
};

// A stage's argument, in a pipeline over `collection`.
using AddStage = void (*)(const Element& argument,
                          const std::string& collection, Walk& walk);

Element FieldOf(const Element& argument, std::string_view name) {
  if (argument.type() != Type::kDocument) return Element();
  return argument.AsDocument()[name];
}

bool IsTrue(const Element& flag) {
  return flag.type() == Type::kBool && flag.AsBool();
}

std::string TextOf(const Element& text) {
  return text.type() == Type::kString ? std::string(text.AsString())
                                      : std::string();
}

// "orders", or {db: "shop", coll: "orders"}.
Resource CollectionAt(const Element& place, std::string_view database) {
  if (place.type() != Type::kDocument) {
    return Resource::Of(database, TextOf(place));
  }
  const DocumentView names = place.AsDocument();
  const std::string other = TextOf(names["db"]);
  return Resource::Of(other.empty() ? database : std::string_view(other),
                      TextOf(names["coll"]));
}

// {from, pipeline}, {coll, pipeline} or "orders". A field that comes twice is
// refused when the stage is parsed; here each one counts.
void AddReads(const Element& argument, const std::string&, Walk& walk) {
  if (argument.type() == Type::kString) {
    walk.needed.push_back({{kFind}, CollectionAt(argument, walk.database)});
    return;
  }
  if (argument.type() != Type::kDocument) return;
  for (const Element field : argument.AsDocument()) {
    if (field.name() == "from" || field.name() == "coll") {
      walk.needed.push_back({{kFind}, CollectionAt(field, walk.database)});
    } else if (field.name() == "pipeline") {
      walk.pending.push_back({field, ""});
    }
  }
}

// {name: pipeline, ...}
void AddFacet(const Element& argument, const std::string& collection,
              Walk& walk) {
  if (argument.type() != Type::kDocument) return;
  for (const Element pipeline : argument.AsDocument()) {
    walk.pending.push_back({pipeline, collection});
  }
}

// What inserts may also remove and update: no built-in role tells them apart.
void AddOut(const Element& argument, const std::string&, Walk& walk) {
  walk.needed.push_back({{kInsert}, CollectionAt(argument, walk.database)});
}

// "orders", or {into: "orders" or {db, coll}}
void AddMerge(const Element& argument, const std::string&, Walk& walk) {
  const Element into =
      argument.type() == Type::kString ? argument : FieldOf(argument, "into");
  walk.needed.push_back({{kInsert}, CollectionAt(into, walk.database)});
}

template <Action kAction>
void AddInspection(const Element&, const std::string& collection, Walk& walk) {
  walk.needed.push_back({{kAction}, Resource::Of(walk.database, collection)});
}

void AddChangeStream(const Element& argument, const std::string& collection,
                     Walk& walk) {
  const bool all = IsTrue(FieldOf(argument, "allChangesForCluster"));
  walk.needed.push_back({{kChangeStream},
                         all ? Resource::AnyDatabase()
                             : Resource::Of(walk.database, collection)});
}

// Everybody may see what they run themselves.
void AddCurrentOp(const Element& argument, const std::string&, Walk& walk) {
  if (!IsTrue(FieldOf(argument, "allUsers"))) return;
  walk.needed.push_back({{kInprog}, Resource::Cluster()});
}

void AddSessions(const Element& argument, const std::string&, Walk& walk) {
  if (!IsTrue(FieldOf(argument, "allUsers"))) return;
  walk.needed.push_back({{kKillAnySession, kInprog}, Resource::Cluster()});
}

void AddNothing(const Element&, const std::string&, Walk&) {}

struct Stage {
  std::string_view name;
  AddStage add;
  // Begins a pipeline with documents that are not the collection's.
  bool makes_documents = false;
};

// Stages that need more than to read the collection.
constexpr Stage kStages[] = {
    {"$changeStream", AddChangeStream, true},
    {"$collStats", AddInspection<kCollStats>, true},
    {"$currentOp", AddCurrentOp, true},
    {"$documents", AddNothing, true},
    {"$facet", AddFacet},
    {"$graphLookup", AddReads},
    {"$indexStats", AddInspection<kIndexStats>, true},
    {"$listLocalSessions", AddSessions, true},
    {"$listSessions", AddSessions, true},
    {"$lookup", AddReads},
    {"$merge", AddMerge},
    {"$out", AddOut},
    {"$planCacheStats", AddInspection<kPlanCacheRead>, true},
    {"$unionWith", AddReads},
};

const Stage* FindStage(std::string_view name) {
  const auto found = std::ranges::find(kStages, name, &Stage::name);
  return found == std::end(kStages) ? nullptr : &*found;
}

void AddStages(const Pending& pending, Walk& walk) {
  if (pending.pipeline.type() != Type::kArray) return;
  for (const Element item : pending.pipeline.AsDocument()) {
    if (item.type() != Type::kDocument) continue;
    for (const Element stage : item.AsDocument()) {
      const Stage* found = FindStage(stage.name());
      if (found != nullptr) found->add(stage, pending.collection, walk);
    }
  }
}

bool MakesOwnDocuments(const Element& pipeline) {
  if (pipeline.type() != Type::kArray || pipeline.AsDocument().empty()) {
    return false;
  }
  const Element first = *pipeline.AsDocument().begin();
  if (first.type() != Type::kDocument || first.AsDocument().empty()) {
    return false;
  }
  const Stage* found = FindStage(first.AsDocument().begin()->name());
  return found != nullptr && found->makes_documents;
}

}  // namespace

void AddPipelinePrivileges(std::string_view database,
                           std::string_view collection, const Element& pipeline,
                           Privileges& needed) {
  Walk walk{database, {{pipeline, std::string(collection)}}, needed};
  while (!walk.pending.empty()) {
    const Pending next = std::move(walk.pending.back());
    walk.pending.pop_back();
    AddStages(next, walk);
  }
}

void AddAggregatePrivileges(std::string_view database, DocumentView command,
                            Privileges& needed) {
  const std::string collection = TextOf(*command.begin());
  const Element pipeline = command["pipeline"];
  if (!MakesOwnDocuments(pipeline)) {
    needed.push_back({{kFind}, Resource::Of(database, collection)});
  }
  AddPipelinePrivileges(database, collection, pipeline, needed);
}

void AddViewPrivileges(std::string_view database, DocumentView command,
                       Privileges& needed) {
  const Element source = command["viewOn"];
  if (!source.exists()) return;
  const std::string collection = TextOf(source);
  needed.push_back({{kFind}, Resource::Of(database, collection)});
  AddPipelinePrivileges(database, collection, command["pipeline"], needed);
}

}  // namespace meerkat::server::auth
