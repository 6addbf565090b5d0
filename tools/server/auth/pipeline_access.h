// What an aggregation pipeline reads and writes beside its own collection.
#pragma once

#include <meerkat/document.h>

#include <string_view>

#include "tools/server/auth/privilege.h"

namespace meerkat::server::auth {

// Adds what the stages need, those of pipelines inside included: $lookup,
// $graphLookup, $unionWith and $facet read, $out and $merge write, $collStats
// and its kin inspect. `collection` is the pipeline's own, empty where it has
// none. What is no pipeline needs nothing: it is refused when it is parsed.
//
// A new stage that touches another collection needs a line in the table here.
void AddPipelinePrivileges(std::string_view database,
                           std::string_view collection, const Element& pipeline,
                           Privileges& needed);

// {aggregate: collection or 1, pipeline: [...]}: the above, and to find in the
// collection unless the first stage makes its own documents.
void AddAggregatePrivileges(std::string_view database, DocumentView command,
                            Privileges& needed);

// {create or collMod: name, viewOn, pipeline}: whoever makes a view must be
// allowed to read what it shows.
void AddViewPrivileges(std::string_view database, DocumentView command,
                       Privileges& needed);

}  // namespace meerkat::server::auth
