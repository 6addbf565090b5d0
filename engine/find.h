// The verbs that read: find and count.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "engine/cursor_impl.h"
#include "engine/engine.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// REQUIRES, for all of them: an Operation is held.

// A cursor over the matching documents in the order of their insertion.
StatusOr<std::unique_ptr<CursorImpl>> Find(Engine& engine,
                                           const storage::Namespace& ns,
                                           DocumentView filter);

StatusOr<std::optional<Document>> FindOne(Engine& engine,
                                          const storage::Namespace& ns,
                                          DocumentView filter);

StatusOr<int64_t> Count(Engine& engine, const storage::Namespace& ns,
                        DocumentView filter);

}  // namespace meerkat::engine
