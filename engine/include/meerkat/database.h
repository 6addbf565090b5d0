// Database: a named set of collections inside a Client.
#pragma once

#include <meerkat/collection.h>
#include <meerkat/command_context.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat {

// A light handle; copies mean the same database. Thread-safe. A database
// exists as long as it has a collection.
class Database {
 public:
  Database(std::shared_ptr<engine::Engine> engine, std::string_view name);

  const std::string& name() const { return name_; }

  Collection collection(std::string_view name) const;
  Collection operator[](std::string_view name) const;

  // Makes an empty collection. Errors: 48 NamespaceExists, 73
  // InvalidNamespace, those of a collation (FindOptions).
  Status CreateCollection(std::string_view name,
                          const CreateCollectionOptions& options = {});
  // Sorted by name.
  StatusOr<std::vector<std::string>> ListCollectionNames();
  // Removes all collections; ok when there are none.
  Status Drop();

  // Runs a MongoDB command, {"count": "people"}, and returns its reply. A
  // command that fails returns its Status; ReplyFor (client.h) turns one into
  // the document a server would send.
  StatusOr<Document> RunCommand(DocumentView command);
  // The same for who speaks for others (command_context.h) and has read the
  // fields that tell about them: lsid, $clusterTime, txnNumber, autocommit,
  // startTransaction, apiVersion, apiStrict and apiDeprecationErrors are passed
  // over. REQUIRES: `command` comes from ParseCommand or was made from such a
  // one; its bytes are not checked again.
  StatusOr<Document> RunCommand(DocumentView command,
                                const CommandContext& context);

 private:
  std::shared_ptr<engine::Engine> engine_;
  std::string name_;
};

}  // namespace meerkat
