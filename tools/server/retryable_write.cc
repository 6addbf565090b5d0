#include "tools/server/retryable_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "tools/server/fields.h"

namespace meerkat::server {

namespace {

constexpr ErrorCode kNoRetryableWrite{50768};

struct RetryableCommand {
  std::string_view name;
  // The array of its statements; empty where it is one.
  std::string_view statements;
};

constexpr RetryableCommand kCommands[] = {
    {"bulkWrite", "ops"},  {"delete", "deletes"},   {"findAndModify", ""},
    {"findandmodify", ""}, {"insert", "documents"}, {"update", "updates"},
};

const RetryableCommand* FindRetryable(std::string_view name) {
  const auto found =
      std::ranges::find(kCommands, name, &RetryableCommand::name);
  return found != std::end(kCommands) ? &*found : nullptr;
}

// The statements as a document whose names are positions; empty when there is
// no array, which the command itself finds.
DocumentView StatementsIn(DocumentView command) {
  const RetryableCommand* found = FindRetryable(command.begin()->name());
  if (found == nullptr || found->statements.empty()) return {};
  const Element statements = command[found->statements];
  return statements.type() == Type::kArray ? statements.AsDocument()
                                           : DocumentView();
}

// Whether it may change several documents. What is no limit and no flag is
// refused by the command.
StatusOr<bool> IsMany(DocumentView statement) {
  const StatusOr<bool> multi = BoolField(statement, "multi", false);
  if (!multi.ok()) return multi.status();
  if (*multi) return true;
  if (!statement["limit"].exists()) return false;
  const StatusOr<bool> one = BoolField(statement, "limit", true);
  if (!one.ok()) return one.status();
  return !*one;
}

}  // namespace

Status CheckRetryable(DocumentView command) {
  const std::string_view name = command.begin()->name();
  if (FindRetryable(name) == nullptr) {
    return MakeError(
        kNoRetryableWrite,
        fmt::format("txnNumber may only be provided for multi-document "
                    "transactions and retryable write commands; '{}' is not a "
                    "retryable write command",
                    Shown(name)));
  }
  if (name == "insert") return absl::OkStatus();
  for (const Element& statement : StatementsIn(command)) {
    if (statement.type() != Type::kDocument) continue;
    const StatusOr<bool> many = IsMany(statement.AsDocument());
    if (!many.ok()) return many.status();
    if (!*many) continue;
    return MakeError(ErrorCode::kInvalidOptions,
                     fmt::format("Cannot use retryable writes with {}",
                                 name == "delete" ? "limit=0" : "multi=true"));
  }
  return absl::OkStatus();
}

int64_t StatementsOf(DocumentView command) {
  const DocumentView statements = StatementsIn(command);
  if (statements.empty()) return 1;
  return std::distance(statements.begin(), statements.end());
}

}  // namespace meerkat::server
