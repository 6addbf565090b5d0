// The verb insert.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <span>

#include "engine/engine.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// REQUIRES, for both: an Operation is held.

StatusOr<InsertOneResult> InsertOne(Engine& engine,
                                    const storage::Namespace& ns,
                                    DocumentView document,
                                    const WriteConcern& concern);

// Fails as a whole only when nothing was tried, or when `deadline` passes; what
// was inserted by then stays. Documents share commits, so that one that cannot
// be written (a full disk) may take earlier ones of its commit with it: all of
// them are among the errors.
StatusOr<InsertManyResult> InsertMany(Engine& engine,
                                      const storage::Namespace& ns,
                                      std::span<const DocumentView> documents,
                                      const InsertManyOptions& options,
                                      const storage::Deadline& deadline = {});

}  // namespace meerkat::engine
