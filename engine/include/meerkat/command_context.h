// CommandContext: what a command has from whoever sends it, for programs that
// speak for others: a server that many clients connect to.
//
//   StatusOr<DocumentView> command = ParseCommand(bytes);
//   if (!command.ok()) return command.status();
//   database.RunCommand(*command, {.session = session, .user = "app.ada"});
#pragma once

#include <meerkat/document.h>
#include <meerkat/interruption.h>
#include <meerkat/status.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meerkat {

// Needed only while the command runs.
struct CommandContext {
  // Whose the command is: the 16 bytes of its lsid.id, and "db.name" of who is
  // logged in; empty for none. A cursor that it leaves open belongs to both.
  // getMore of another user is error 13 Unauthorized, without its session, with
  // one that it has not or in another one 50737, 50736 and 50738; killCursors
  // looks at the user only. A cursor of a session does not end by being idle:
  // Client::EndCursorsOf ends it when its session does. Of a user whose open
  // cursors take more than 1 GiB those end that were not used for longest.
  std::string_view session = {};
  std::string_view user = {};
  // Kills cursors of other users too (the action killAnyCursor).
  bool may_kill_any_cursor = false;
  // Ends the command from another thread; null: nobody does.
  const Interruption* interruption = nullptr;
};

// The longest command, in bytes: the 48,000,000 of a message, three times,
// since what comes as a sequence of documents gets names in an array.
inline constexpr size_t kMaxCommandSize = 3 * size_t{48000000};
// The longest reply, and the longest part of a message that is one document: a
// document of full size and what wraps it.
inline constexpr size_t kMaxReplySize = kMaxDocumentSize + 16 * 1024;
// How deep its documents nest. Those to be stored: kMaxNestingDepth.
inline constexpr int kMaxCommandDepth = 200;

// Bytes from outside as a command, seen where they are. Errors: 22 InvalidBSON
// naming the offset and what is wrong there, 15 Overflow for documents nested
// too deep, 10334 BSONObjectTooLarge.
StatusOr<DocumentView> ParseCommand(std::string_view bytes);

// The cursors that commands have left open. MongoDB manual, "serverStatus",
// metrics.cursor.
struct CursorCounts {
  // How long one may be idle. What MongoDB calls cursorTimeoutMillis.
  static constexpr std::chrono::minutes kIdleLimit{10};

  int64_t total = 0;
  // Of them: those of noCursorTimeout, and those that a command is using.
  int64_t no_timeout = 0;
  int64_t pinned = 0;
  // Since the database was opened: those that ended by being idle, also because
  // their user had too much open, and all.
  int64_t timed_out = 0;
  int64_t total_opened = 0;
  // Bytes that they take, each with what a scan needs.
  int64_t memory = 0;
};

}  // namespace meerkat
