#include <meerkat/database.h>

#include <utility>

#include "engine/commands/command.h"
#include "engine/ddl.h"
#include "engine/default_collation.h"
#include "engine/engine.h"
#include "storage/namespace.h"
#include "storage/status_macros.h"

namespace meerkat {

using engine::Operation;

Database::Database(std::shared_ptr<engine::Engine> engine,
                   std::string_view name)
    : engine_(std::move(engine)), name_(name) {}

Collection Database::collection(std::string_view name) const {
  return Collection(engine_, name_, name);
}

Collection Database::operator[](std::string_view name) const {
  return collection(name);
}

Status Database::CreateCollection(std::string_view name,
                                  const CreateCollectionOptions& options) {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  Document kept;
  if (!options.collation.empty()) {
    MEERKAT_ASSIGN_OR_RETURN(kept, engine::CollationOptions(options.collation));
  }
  return engine::CreateCollection(*engine_, {name_, std::string(name)}, kept);
}

StatusOr<std::vector<std::string>> Database::ListCollectionNames() {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::ListCollectionNames(*engine_, name_);
}

Status Database::Drop() {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::DropDatabase(*engine_, name_).status();
}

StatusOr<Document> Database::RunCommand(DocumentView command) {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::RunCommand(*engine_, name_, command);
}

StatusOr<Document> Database::RunCommand(DocumentView command,
                                        const CommandContext& context) {
  Operation operation(*engine_);
  MEERKAT_RETURN_IF_ERROR(operation.status());
  return engine::RunCommand(*engine_, name_, command, &context);
}

}  // namespace meerkat
