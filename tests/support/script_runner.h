// ScriptRunner: runs the commands of a golden script on a database.
//
//   use NAME           the database of the commands that follow; "test" at
//                      first
//   run {...}          runs a command and prints its reply, or the reply a
//                      server would send for its error
//   reopen             closes the database and opens it again
//   advance SECONDS    the clock goes on, and then a TTL pass is made
//   hide FIELD...      prints ... for these fields from here on
//   json canonical     prints types exactly from here on, or: json relaxed
//
// NAME may be a JSON string: use "with \u0000". Time stands still but for
// advance, randomness repeats, and replies are printed as reply_text.h tells,
// so that a script prints the same each time it runs.
#pragma once

#include <meerkat/client.h>
#include <meerkat/status.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/reply_text.h"
#include "tests/support/script.h"

namespace meerkat::testing {

// Used by one thread.
class ScriptRunner {
 public:
  // `path`: of a fresh database, or ":memory:".
  explicit ScriptRunner(std::string path) : path_(std::move(path)) {}

  // What the commands of a block print. An error says that one of them is no
  // command, not that a command of the database failed.
  StatusOr<std::string> Run(const ScriptBlock& block);

 private:
  StatusOr<std::string> RunCommand(std::string_view command);
  StatusOr<std::string> RunOnDatabase(std::string_view document);
  StatusOr<std::string> Advance(std::string_view seconds);
  Status Open();
  Status Close();

  const std::string path_;
  FakeClock clock_;
  FakeRandom random_;
  ReplyText text_;
  std::string database_ = "test";
  std::optional<Client> client_;
};

// Whether it closes its database, so that one in memory would not do.
bool Reopens(const Script& script);

}  // namespace meerkat::testing
