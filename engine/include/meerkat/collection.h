// Collection: documents, each with a unique _id, under one name.
//
//   Collection people = client.database("app").collection("people");
//   people.InsertOne(Document{{"name", "Ada"}});
//   auto ada = people.FindOne(Document{{"_id", id}});
//
//   StatusOr<Cursor> found = people.Find(R"({"born": {"$lt": 1900}})");
//   if (!found.ok()) return found.status();
//   for (DocumentView person : *found) ...
//   return found->status();
//
// The cursor has a name because C++20 lets go of what stands unnamed behind the
// colon, `*people.Find(...)`, before the first round.
//
// A collection need not exist: reading finds nothing, the first insert makes
// it. Filters take MongoDB's query operators (MongoDB manual, "Query
// Predicates"), but for $text, $where, $near and GeoJSON.
#pragma once

#include <meerkat/cursor.h>
#include <meerkat/document.h>
#include <meerkat/filter.h>
#include <meerkat/index_model.h>
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
//
// Besides the errors named below every function may fail with 91
// ShutdownInProgress when the Client is closed, 96 OperationFailed of the disk
// and 301 DataCorruptionDetected; and what writes with 20 IllegalOperation when
// the database was opened read-only, and 14031 OutOfDiskSpace.
class Collection {
 public:
  Collection(std::shared_ptr<engine::Engine> engine, std::string_view database,
             std::string_view name);

  const std::string& database_name() const;
  const std::string& name() const;

  // Inserts a document; without an _id it gets an ObjectId as its first field.
  // Errors: 11000 DuplicateKey, 22 InvalidBSON, 10334 BSONObjectTooLarge, 53
  // InvalidIdField, 52 DollarPrefixedFieldName for a name inside the _id, 2
  // BadValue for two _ids, 73 InvalidNamespace, 13297 DatabaseDifferCase when
  // this is the first collection of a database whose name differs from
  // another's in case only.
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

  // Replaces the document with the filter's _id; with an empty filter the first
  // one, as Find() gives them. Any other filter is error 238 NotImplemented.
  // The replacement may leave out _id or repeat it; another one is error 66
  // ImmutableField. Errors: 9 FailedToParse for a replacement that begins with
  // an update operator, 52 DollarPrefixedFieldName for one later in it, 17419
  // DocumentAfterUpdateTooLarge or 10334 BSONObjectTooLarge, and those of
  // InsertOne().
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

  // The different values at a path in matching documents, in BSON's order. An
  // array counts as its items; values that compare equal (1 and 1.0) are one,
  // the first that was met. Error 17217 when they take more than 16 MB.
  StatusOr<std::vector<Value>> Distinct(std::string_view path,
                                        const Filter& filter = {},
                                        const DistinctOptions& options = {});

  // Makes an index, and the collection if need be, and returns its name; one
  // that is there already is left. Writers go on while it is built; it is there
  // when this returns, and not at all after an error. Errors: 67
  // CannotCreateIndex for keys or options that no index has, 85
  // IndexOptionsConflict and 86 IndexKeySpecsConflict with an index that is
  // there, 11000 DuplicateKey for two documents with one key of a unique index,
  // 171 CannotIndexParallelArrays and others of documents it cannot hold, 2, 9,
  // 14, 72 and 197 for other mistakes in keys and options, 276
  // IndexBuildAborted when it was dropped meanwhile, 50 MaxTimeMSExpired.
  // MongoDB manual, "createIndexes (database command)".
  StatusOr<std::string> CreateIndex(DocumentView keys,
                                    const IndexOptions& options = {},
                                    const CreateIndexesOptions& how = {});
  // Several that are built together, all or none. Errors: those of
  // CreateIndex(), 68 IndexAlreadyExists for one that is listed twice, 2
  // BadValue for none.
  StatusOr<std::vector<std::string>> CreateIndexes(
      std::span<const IndexModel> indexes,
      const CreateIndexesOptions& how = {});
  // Errors: 26 NamespaceNotFound, 27 IndexNotFound, 72 InvalidOptions for that
  // on the _id.
  Status DropIndex(std::string_view name, const DropIndexOptions& options = {});
  // All but that on the _id. Error 26 NamespaceNotFound.
  Status DropIndexes(const DropIndexOptions& options = {});
  // That on the _id first, as {v: 2, key: {city: 1}, name: "city_1", unique:
  // true}; those that are being built are among them. None when there is no
  // collection. MongoDB manual, "listIndexes".
  StatusOr<std::vector<Document>> ListIndexes();

  // Removes the collection; ok when there is none.
  Status Drop();
  // Gives the collection another name in its database. Errors: 26
  // NamespaceNotFound, 48 NamespaceExists, 73 InvalidNamespace, 20
  // IllegalOperation for the name that it has.
  Status Rename(std::string_view new_name, const RenameOptions& options = {});

 private:
  struct Target;
  std::shared_ptr<const Target> target_;
};

}  // namespace meerkat
