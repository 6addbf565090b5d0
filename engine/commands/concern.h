// Read and write concerns: how sure a command has to be of what it reads and
// writes.
//
//   {writeConcern: {w: "majority", j: true}}    {readConcern: {level: "local"}}
//
// A database is a replica set of one: its only member is every majority, and
// the newest committed state is what every level reads. MongoDB manual, "Write
// Concern", "Read Concern".
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include "engine/commands/command.h"

namespace meerkat::engine {

// Errors: 72 InvalidOptions when the command takes none, 9 FailedToParse for
// what can be no w or wtimeout, 2 for an unknown provenance. One that nobody
// can satisfy is none: see AppendWriteConcernError.
StatusOr<WriteConcern> ReadWriteConcern(const Command& description,
                                        const FieldList& command);

// For a command that has written: writeConcernError when its concern cannot be
// had, with 100 UnsatisfiableWriteConcern or 79 UnknownReplWriteConcern. What
// was written stays.
void AppendWriteConcernError(const FieldList& command, Builder& reply);

// Errors: 2 BadValue for an unknown level or provenance, 72 InvalidOptions for
// a level that the command does not take.
Status CheckReadConcern(const Command& description, const FieldList& command);

}  // namespace meerkat::engine
