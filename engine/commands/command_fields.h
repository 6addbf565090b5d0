// The fields of each command, beside its name and what every command takes.
#pragma once

#include "engine/commands/fields.h"

namespace meerkat::engine {

// What every command takes.
inline constexpr Field kGenericFields[] = {
    {"$db", FieldType::kString},
    {"comment", FieldType::kAny},
    {"maxTimeMS", FieldType::kNumber},
    {"writeConcern", FieldType::kDocument},
    {"readConcern", FieldType::kDocument},
    {"$readPreference", FieldType::kDocument},
    {"lsid", FieldType::kDocument, FieldUse::kLater},
    {"txnNumber", FieldType::kNumber, FieldUse::kLater},
    {"autocommit", FieldType::kBool, FieldUse::kLater},
    {"startTransaction", FieldType::kBool, FieldUse::kLater},
    {"$clusterTime", FieldType::kDocument, FieldUse::kLater},
    {"apiVersion", FieldType::kString, FieldUse::kLater},
    {"apiStrict", FieldType::kBool, FieldUse::kLater},
    {"apiDeprecationErrors", FieldType::kBool, FieldUse::kLater},
};

inline constexpr Field kAggregateFields[] = {
    {"pipeline", FieldType::kArray, FieldUse::kRequired},
    // Required, with an error of its own.
    {"cursor", FieldType::kDocument},
    {"explain", FieldType::kBoolLike, FieldUse::kLater},
    {"allowDiskUse", FieldType::kBoolLike},
    {"hint", FieldType::kAny},
    {"let", FieldType::kDocument},
    {"collation", FieldType::kDocument},
    // Of stages that write, and there are none.
    {"bypassDocumentValidation", FieldType::kBoolLike},
};

inline constexpr Field kInsertFields[] = {
    {"documents", FieldType::kArray, FieldUse::kRequired},
    {"ordered", FieldType::kBool},
    // There are no validators to bypass.
    {"bypassDocumentValidation", FieldType::kBoolLike},
    {"bypassEmptyTsReplacement", FieldType::kBool, FieldUse::kLater},
};

inline constexpr Field kFindFields[] = {
    {"filter", FieldType::kDocument, FieldUse::kNotNull},
    {"batchSize", FieldType::kNumber},
    {"singleBatch", FieldType::kBoolLike},
    {"noCursorTimeout", FieldType::kBoolLike},
    {"sort", FieldType::kDocument},
    {"projection", FieldType::kDocument},
    {"skip", FieldType::kNumber},
    {"limit", FieldType::kNumber},
    {"hint", FieldType::kAny},
    {"min", FieldType::kDocument},
    {"max", FieldType::kDocument},
    {"returnKey", FieldType::kBoolLike},
    {"showRecordId", FieldType::kBoolLike},
    {"tailable", FieldType::kBoolLike},
    {"awaitData", FieldType::kBoolLike},
    // Of clusters: here results are never partial.
    {"allowPartialResults", FieldType::kBoolLike},
    // Without effect in MongoDB too, since 4.4.
    {"oplogReplay", FieldType::kBoolLike},
    // Advice that what is read will not be read again: a scan is not cached.
    {"readOnce", FieldType::kBoolLike},
    {"allowDiskUse", FieldType::kBoolLike},
    {"collation", FieldType::kDocument},
    {"let", FieldType::kDocument},
};

inline constexpr Field kGetMoreFields[] = {
    {"getMore", FieldType::kLong, FieldUse::kRequired},
    {"collection", FieldType::kString, FieldUse::kRequired},
    {"batchSize", FieldType::kNumber},
    // Of replication: there is nobody whose term could be another one.
    {"term", FieldType::kLong},
};

inline constexpr Field kKillCursorsFields[] = {
    {"cursors", FieldType::kArray, FieldUse::kRequired},
};

inline constexpr Field kUpdateFields[] = {
    {"updates", FieldType::kArray, FieldUse::kRequired},
    {"ordered", FieldType::kBool},
    {"bypassDocumentValidation", FieldType::kBoolLike},
    {"let", FieldType::kDocument, FieldUse::kLater},
};
inline constexpr Field kUpdateStatementFields[] = {
    {"q", FieldType::kDocument, FieldUse::kRequired},
    {"u", FieldType::kAny, FieldUse::kRequired},
    {"multi", FieldType::kBoolLike},
    {"upsert", FieldType::kBoolLike},
    {"collation", FieldType::kDocument},
    {"arrayFilters", FieldType::kArray, FieldUse::kLater},
    {"hint", FieldType::kAny, FieldUse::kLater},
    {"sort", FieldType::kDocument, FieldUse::kLater},
};

inline constexpr Field kDeleteFields[] = {
    {"deletes", FieldType::kArray, FieldUse::kRequired},
    {"ordered", FieldType::kBool},
    {"let", FieldType::kDocument},
};
inline constexpr Field kDeleteStatementFields[] = {
    {"q", FieldType::kDocument, FieldUse::kRequired},
    {"limit", FieldType::kNumber, FieldUse::kRequired},
    {"collation", FieldType::kDocument},
    {"hint", FieldType::kAny},
};

inline constexpr Field kCountFields[] = {
    {"query", FieldType::kDocument},
    // Read by the command, which has its own errors for it.
    {"limit", FieldType::kAny},
    {"skip", FieldType::kNumber},
    {"hint", FieldType::kAny},
    {"collation", FieldType::kDocument},
    // Of old shells; without effect in MongoDB too.
    {"fields", FieldType::kAny},
};

inline constexpr Field kDistinctFields[] = {
    {"key", FieldType::kString, FieldUse::kRequired},
    {"query", FieldType::kDocument},
    {"hint", FieldType::kAny},
    {"collation", FieldType::kDocument},
};

inline constexpr Field kCreateFields[] = {
    {"capped", FieldType::kBoolLike, FieldUse::kLater},
    {"size", FieldType::kNumber, FieldUse::kLater},
    {"max", FieldType::kNumber, FieldUse::kLater},
    {"validator", FieldType::kDocument, FieldUse::kLater},
    {"validationLevel", FieldType::kString, FieldUse::kLater},
    {"validationAction", FieldType::kString, FieldUse::kLater},
    {"viewOn", FieldType::kString, FieldUse::kLater},
    {"pipeline", FieldType::kArray, FieldUse::kLater},
    {"collation", FieldType::kDocument},
    {"clusteredIndex", FieldType::kAny, FieldUse::kLater},
    {"expireAfterSeconds", FieldType::kAny, FieldUse::kLater},
    {"changeStreamPreAndPostImages", FieldType::kDocument, FieldUse::kLater},
    {"timeseries", FieldType::kDocument, FieldUse::kLater},
    {"indexOptionDefaults", FieldType::kDocument, FieldUse::kLater},
    {"storageEngine", FieldType::kDocument, FieldUse::kLater},
};

inline constexpr Field kDropDatabaseFields[] = {
    {"dropDatabase", FieldType::kNumber, FieldUse::kRequired},
};

inline constexpr Field kRenameCollectionFields[] = {
    {"renameCollection", FieldType::kString, FieldUse::kRequired},
    {"to", FieldType::kString, FieldUse::kRequired},
    {"dropTarget", FieldType::kBool, FieldUse::kNotNull},
    // Of temporary collections, and there are none.
    {"stayTemp", FieldType::kBool},
};

inline constexpr Field kListCollectionsFields[] = {
    {"filter", FieldType::kDocument},
    {"nameOnly", FieldType::kBool},
    // Everything is authorized while there are no users.
    {"authorizedCollections", FieldType::kBool},
    {"cursor", FieldType::kDocument},
};
inline constexpr Field kCursorOptionFields[] = {
    {"batchSize", FieldType::kNumber},
};

inline constexpr Field kCreateIndexesFields[] = {
    {"indexes", FieldType::kArray, FieldUse::kRequired},
    // Of replica sets: there is one member, which votes by building.
    {"commitQuorum", FieldType::kAny},
    // Of old drivers; without effect in MongoDB too.
    {"ignoreUnknownIndexOptions", FieldType::kBool, FieldUse::kLater},
};

inline constexpr Field kDropIndexesFields[] = {
    // With errors of its own.
    {"index", FieldType::kAny, FieldUse::kRequired},
};

inline constexpr Field kCollModFields[] = {
    {"index", FieldType::kDocument},
    {"validator", FieldType::kDocument, FieldUse::kLater},
    {"validationLevel", FieldType::kString, FieldUse::kLater},
    {"validationAction", FieldType::kString, FieldUse::kLater},
    {"viewOn", FieldType::kString, FieldUse::kLater},
    {"pipeline", FieldType::kArray, FieldUse::kLater},
    {"cappedSize", FieldType::kNumber, FieldUse::kLater},
    {"cappedMax", FieldType::kNumber, FieldUse::kLater},
    {"expireAfterSeconds", FieldType::kAny, FieldUse::kLater},
    {"changeStreamPreAndPostImages", FieldType::kDocument, FieldUse::kLater},
    {"timeseries", FieldType::kDocument, FieldUse::kLater},
    {"dryRun", FieldType::kBool, FieldUse::kLater},
};
inline constexpr Field kCollModIndexFields[] = {
    {"name", FieldType::kString},
    {"keyPattern", FieldType::kDocument},
    {"expireAfterSeconds", FieldType::kNumber},
    {"hidden", FieldType::kBoolLike},
    {"unique", FieldType::kBoolLike, FieldUse::kLater},
    {"prepareUnique", FieldType::kBoolLike, FieldUse::kLater},
};

inline constexpr Field kListIndexesFields[] = {
    {"cursor", FieldType::kDocument},
};

inline constexpr Field kGetDefaultRWConcernFields[] = {
    // There is one copy of the defaults.
    {"inMemory", FieldType::kBool},
};

inline constexpr Field kListDatabasesFields[] = {
    {"filter", FieldType::kDocument},
    {"nameOnly", FieldType::kBoolLike},
    {"authorizedDatabases", FieldType::kBool},
};

inline constexpr Field kStatsFields[] = {
    {"scale", FieldType::kNumber},
};

inline constexpr Field kValidateFields[] = {
    // Every check is a full one.
    {"full", FieldType::kBoolLike},
    {"repair", FieldType::kBoolLike, FieldUse::kLater},
    {"metadata", FieldType::kBoolLike, FieldUse::kLater},
    {"checkBSONConformance", FieldType::kBoolLike},
    {"background", FieldType::kBoolLike, FieldUse::kLater},
};

}  // namespace meerkat::engine
