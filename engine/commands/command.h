// Commands: MongoDB's commands over the functions of the engine.
//
// A command is a document whose first field names it, {"count": "people"}; its
// reply is a document that ends in {ok: 1}. Used by the C++ API's RunCommand,
// and by whatever speaks to the engine in documents.
#pragma once

#include <meerkat/builder.h>
#include <meerkat/command_context.h>
#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <span>
#include <string_view>

#include "engine/commands/fields.h"
#include "engine/engine.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// Runs a command of `context`, which has read the fields that are about the
// sender and not about the command (lsid, $clusterTime, apiVersion ...): they
// are passed over. Without one it is the program's own, where those fields are
// error 238 and the bytes are checked first. Errors: 59 CommandNotFound, 40415
// for an unknown field, 72 InvalidOptions for a concern it does not take, and
// those of the command. A write concern that cannot be had fails no command: it
// was run, and the reply has writeConcernError. REQUIRES: an Operation is held.
StatusOr<Document> RunCommand(Engine& engine, std::string_view database,
                              DocumentView command,
                              const CommandContext* context = nullptr);

// One command being run.
struct Invocation {
  Engine& engine;
  std::string_view database;
  // The command's.
  const FieldList& command;
  const CommandContext& context;
  // From maxTimeMS, and the context's interruption.
  storage::Deadline deadline = {};
  // From writeConcern.
  WriteConcern write_concern;

  std::string_view name() const { return command.begin()->name(); }
  // The collection that the first field names. Error 73 InvalidNamespace.
  StatusOr<storage::Namespace> Target() const;
  // The same for a command that writes documents, which it may not do to what
  // only the server writes to.
  StatusOr<storage::Namespace> WriteTarget() const;
};

enum class Where : uint8_t { kAnyDatabase, kAdminOnly };

// Which concern a command can be told; the other kind is error 72
// InvalidOptions.
enum class Concern : uint8_t {
  kNone,
  kRead,
  // All levels but snapshot.
  kReadNewest,
  kWrite,
  // Both: what reads may end in writing.
  kReadAndWrite,
};

struct Command {
  std::string_view name;
  Where where;
  Concern concern;
  // Beside its own name, and what every command takes.
  std::span<const Field> fields;
  // Appends the reply, but for its ok.
  Status (*run)(const Invocation& call, Builder& reply);
};

// All commands, by name.
std::span<const Command> AllCommands();

// Handlers, one file per family. Each is described in MongoDB's manual under
// the command's name.

Status AggregateCommand(const Invocation& call, Builder& reply);
Status InsertCommand(const Invocation& call, Builder& reply);
Status FindCommand(const Invocation& call, Builder& reply);
Status GetMoreCommand(const Invocation& call, Builder& reply);
Status KillCursorsCommand(const Invocation& call, Builder& reply);
Status UpdateCommand(const Invocation& call, Builder& reply);
Status DeleteCommand(const Invocation& call, Builder& reply);
Status CountCommand(const Invocation& call, Builder& reply);
Status DistinctCommand(const Invocation& call, Builder& reply);

Status CreateCommand(const Invocation& call, Builder& reply);
Status DropCommand(const Invocation& call, Builder& reply);
Status DropDatabaseCommand(const Invocation& call, Builder& reply);
Status RenameCollectionCommand(const Invocation& call, Builder& reply);
Status ListCollectionsCommand(const Invocation& call, Builder& reply);
Status ListDatabasesCommand(const Invocation& call, Builder& reply);

Status CollModCommand(const Invocation& call, Builder& reply);
Status CreateIndexesCommand(const Invocation& call, Builder& reply);
Status DropIndexesCommand(const Invocation& call, Builder& reply);
Status ListIndexesCommand(const Invocation& call, Builder& reply);

Status PingCommand(const Invocation& call, Builder& reply);
Status BuildInfoCommand(const Invocation& call, Builder& reply);
Status GetDefaultRWConcernCommand(const Invocation& call, Builder& reply);
Status CollStatsCommand(const Invocation& call, Builder& reply);
Status DbStatsCommand(const Invocation& call, Builder& reply);
Status ValidateCommand(const Invocation& call, Builder& reply);

}  // namespace meerkat::engine
