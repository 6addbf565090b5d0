// Collection: documents, each with a unique _id, under one name.
//
//   Collection people = client.database("app").collection("people");
//   people.InsertOne(Document{{"name", "Ada"}});
//   auto ada = people.FindOne(Document{{"_id", id}});
//   for (DocumentView person : *people.Find(R"({"born": {"$lt": 1900}})")) ...
//
// A collection need not exist: reading finds nothing, the first insert makes
// it. Filters take MongoDB's query operators (MongoDB manual, "Query
// Predicates"), but for $text, $where, $near and GeoJSON.
#pragma once

#include <meerkat/cursor.h>
#include <meerkat/document.h>
#include <meerkat/filter.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat {

namespace engine {
class Engine;
}

// A light handle; copies mean the same collection. Thread-safe. Keeps the
// database open until it goes, unless the Client is closed.
class Collection {
 public:
  Collection(std::shared_ptr<engine::Engine> engine, std::string_view database,
             std::string_view name);

  const std::string& database_name() const;
  const std::string& name() const;

  // Inserts a document; without an _id it gets an ObjectId as its first field.
  // Errors: 11000 DuplicateKey, 22 InvalidBSON, 10334 BSONObjectTooLarge, 53
  // InvalidIdField, 73 InvalidNamespace, 14031 OutOfDiskSpace.
  StatusOr<InsertOneResult> InsertOne(DocumentView document,
                                      const InsertOneOptions& options = {});

  // Inserts documents in order. Fails as a whole only when nothing was tried;
  // documents that failed are listed in the result's `errors`.
  StatusOr<InsertManyResult> InsertMany(std::span<const Document> documents,
                                        const InsertManyOptions& options = {});
  StatusOr<InsertManyResult> InsertMany(std::span<const DocumentView> documents,
                                        const InsertManyOptions& options = {});

  // Matching documents in the order of their insertion, or of options.sort, or
  // of the index in options.hint.
  // Errors: 2 BadValue and 9 FailedToParse for what is no filter, 73
  // InvalidNamespace for a name that no collection can have.
  StatusOr<Cursor> Find(const Filter& filter = {},
                        const FindOptions& options = {});
  // The first of them. A limit changes nothing.
  StatusOr<std::optional<Document>> FindOne(const Filter& filter = {},
                                            const FindOptions& options = {});

  // Replaces the document with the filter's _id, which is all the filter may
  // ask for. The replacement may leave out
  // _id or repeat it; another one is error 66 ImmutableField.
  StatusOr<UpdateResult> ReplaceOne(const Filter& filter,
                                    DocumentView replacement,
                                    const ReplaceOptions& options = {});

  // Deletes the first matching document as Find() gives them, or all.
  StatusOr<DeleteResult> DeleteOne(const Filter& filter,
                                   const DeleteOptions& options = {});
  StatusOr<DeleteResult> DeleteMany(const Filter& filter,
                                    const DeleteOptions& options = {});

  // Counts matching documents.
  StatusOr<int64_t> CountDocuments(const Filter& filter = {},
                                   const CountOptions& options = {});
  // The number of documents, from the stored count: exact when nothing is
  // being written.
  StatusOr<int64_t> EstimatedDocumentCount();

  // The different values at a path in matching documents, in the order in which
  // they were met. An array counts as its items; values that compare equal (1
  // and 1.0) are one. Error 17217 when they take more than 16 MB.
  StatusOr<std::vector<Value>> Distinct(std::string_view path,
                                        const Filter& filter = {},
                                        const DistinctOptions& options = {});

  // Removes the collection; ok when there is none.
  Status Drop();
  // Gives the collection another name in its database. Errors: 26
  // NamespaceNotFound, 48 NamespaceExists, 73 InvalidNamespace.
  Status Rename(std::string_view new_name, const RenameOptions& options = {});

 private:
  struct Target;
  std::shared_ptr<const Target> target_;
};

}  // namespace meerkat
