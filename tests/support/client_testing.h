// What tests of the public API have in common: opening a database, and reading
// back what it holds.
#pragma once

#include <meerkat/client.h>
#include <meerkat/json.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::testing {

inline Client OpenClient(std::string_view path = ":memory:",
                         const ClientOptions& options = {}) {
  StatusOr<Client> client = Client::Open(path, options);
  if (!client.ok()) FAIL(path << ": " << client.status());
  return *std::move(client);
}

// The code that a call ended with; takes a Status or a StatusOr.
inline ErrorCode CodeOf(const Status& status) { return ErrorCodeOf(status); }
template <typename T>
ErrorCode CodeOf(const StatusOr<T>& result) {
  return ErrorCodeOf(result.status());
}

// Everything that a collection can do, as the codes it ends with.
inline std::vector<ErrorCode> CodesOfAllCalls(Collection c) {
  const Document one{{"_id", 1}};
  const std::vector<Document> many{one};
  return {CodeOf(c.InsertOne(one)),
          CodeOf(c.InsertMany(many)),
          CodeOf(c.Find()),
          CodeOf(c.FindOne(one)),
          CodeOf(c.ReplaceOne(one, one)),
          CodeOf(c.DeleteOne(one)),
          CodeOf(c.DeleteMany(one)),
          CodeOf(c.CountDocuments()),
          CodeOf(c.EstimatedDocumentCount()),
          CodeOf(c.CreateIndex(Document{{"a", 1}})),
          CodeOf(c.ListIndexes()),
          CodeOf(c.DropIndex("a_1")),
          CodeOf(c.DropIndexes()),
          CodeOf(c.Drop()),
          CodeOf(c.Rename("d"))};
}

// The documents that are left of a cursor, as JSON.
inline std::vector<std::string> Drain(Cursor& cursor) {
  std::vector<std::string> documents;
  while (cursor.Next()) documents.push_back(ToJson(cursor.document()));
  if (!cursor.status().ok()) FAIL(cursor.status());
  return documents;
}

// All documents in their natural order, as JSON.
inline std::vector<std::string> Contents(Collection collection) {
  StatusOr<Cursor> cursor = collection.Find();
  if (!cursor.ok()) FAIL(cursor.status());
  return Drain(*cursor);
}

// Runs a command that must succeed.
inline Document Run(Database database, DocumentView command) {
  const StatusOr<Document> reply = database.RunCommand(command);
  if (!reply.ok()) FAIL(ToJson(command) << ": " << reply.status());
  return *reply;
}

// What validate complains of; empty for a sound collection.
inline std::string Complaints(Database database, const std::string& name) {
  const Document reply = Run(database, Document{{"validate", name}});
  return reply["valid"].AsBool() ? "" : ToJson(reply["errors"]);
}

}  // namespace meerkat::testing
