// The operations of the unified test format: each becomes the commands that a
// driver would send. See unified_runner.h.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "tests/support/command_sender.h"

namespace meerkat::testing {

// What an operation works on.
struct Entity {
  // Outlives it.
  CommandSender* sender;
  std::string database;
  // Empty for a database.
  std::string collection = {};

  StatusOr<Document> RunCommand(DocumentView command) const {
    return sender->Send(database, command);
  }
};

// An operation on a collection or a database; null when it is not known.
//
// Its errors are those of the commands, or one that is not made by MakeError:
// a driver refuses by itself what the operation asks for.
using Operation = StatusOr<Value> (*)(Entity& entity, DocumentView arguments);
Operation FindOperation(std::string_view name);

// Whether it came from the driver, and no command was sent.
bool IsDriverError(const Status& error);

// A cursor that an operation made and others read.
class UnifiedCursor {
 public:
  // Of `createFindCursor` and `createCommandCursor`.
  static StatusOr<UnifiedCursor> Create(std::string_view operation,
                                        Entity& entity, DocumentView arguments);

  // The next document; missing at the end. Asks for more until there is one.
  StatusOr<Value> IterateUntilDocument();
  // The same, asking for more at most once.
  StatusOr<Value> IterateOnce();
  Status Close();

 private:
  UnifiedCursor(Entity entity, DocumentView reply);

  void Take(DocumentView cursor, std::string_view batch);
  Status GetMore();

  Entity entity_;
  int64_t id_ = 0;
  std::deque<Document> documents_;
};

}  // namespace meerkat::testing
