// Client: an open database directory, or one in memory.
//
//   StatusOr<Client> client = Client::Open("data");      // or ":memory:"
//   Collection people = (*client)["app"]["people"];
//
// One process at a time may write to a directory, and fork() makes another:
//
// - What was opened before fork() stays the parent's. In the child each call
//   through a Client, Database, Collection or Cursor of it fails with 20
//   IllegalOperation, and letting one go does nothing. What the parent does is
//   not disturbed.
// - The child opens databases of its own when none had been opened before
//   fork(); otherwise only with read_only, or after exec(). Error 20.
// - Children made by vfork(), posix_spawn() or a bare clone() are not noticed;
//   they must call exec() before anything else.
//
// An acknowledged write survives the end of the process, and a loss of power
// within 100 ms or, with journal, at once.
#pragma once

#include <meerkat/command_context.h>
#include <meerkat/database.h>
#include <meerkat/document.h>
#include <meerkat/filter.h>
#include <meerkat/index_model.h>
#include <meerkat/options.h>
#include <meerkat/status.h>
#include <meerkat/ttl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat {

// A shared handle; copies mean the same open database, which is closed by
// Close() or with the last handle to it. Thread-safe.
class Client {
 public:
  // Opens `path`, a directory or ":memory:". Errors: 98 DBPathInUse naming the
  // processes that hold it and whether they write, 176 FileOpenFailed (no
  // permission, not a directory, not a Meerkat directory), 301
  // DataCorruptionDetected naming the damaged or missing file, 72
  // InvalidOptions (a newer format, an impossible option), 14031
  // OutOfDiskSpace, 96 OperationFailed (the system has no thread to give, a
  // file cannot be read), 20 IllegalOperation (in a forked child, see above).
  // The process may change its working directory afterwards. Standard streams
  // that are closed are opened to /dev/null, so that none is a database's file.
  static StatusOr<Client> Open(std::string_view path,
                               const ClientOptions& options = {});

  Database database(std::string_view name) const;
  Database operator[](std::string_view name) const { return database(name); }

  // Names of databases that have a collection, sorted.
  StatusOr<std::vector<std::string>> ListDatabaseNames();

  // Of cursors that commands left open: ends those of a session that has ended,
  // of that user (CommandContext); a command that uses one goes on. No session
  // has an empty name.
  void EndCursorsOf(std::string_view session, std::string_view user) const;
  CursorCounts CountCursors() const;
  // The builds of indexes that are going on; none when it is closed.
  std::vector<RunningIndexBuild> RunningIndexBuilds() const;

  // Whether `filter` finds `document`, which need not be anywhere. Errors:
  // those of a filter of Find(), before there is a document.
  StatusOr<bool> Matches(const Filter& filter, DocumentView document) const;

  // Deletes the documents that have expired by a TTL index (ttl.h), now, and
  // returns how many; those that somebody else is just writing are left to the
  // next pass. Errors: 20 IllegalOperation for a database that is read-only, 91
  // ShutdownInProgress when it is closed meanwhile, and the first that kept a
  // document or an index from being looked at: the others were.
  StatusOr<int64_t> RunTtlPass();
  TtlCounts CountTtl();

  // Returns when every write acknowledged so far would survive a loss of
  // power.
  Status Sync();
  // Gives cached memory back to the system. With glibc that goes for what the
  // program has freed too (malloc_trim).
  void Trim();
  // Writes everything out and closes the database: calls through any handle
  // fail from then on with 91 ShutdownInProgress. Calling it again is ok. Error
  // 20 IllegalOperation in a forked child.
  Status Close();

 private:
  explicit Client(std::shared_ptr<engine::Engine> engine);

  std::shared_ptr<engine::Engine> engine_;
};

// The reply a MongoDB server would send for a command that ended with
// `status`: {ok: 0, errmsg, code, codeName, ...details, errorLabels}. A message
// of more than 8 KiB is cut.
Document ReplyFor(const Status& status);

// Version of this library, "0.1.0".
std::string_view Version();

}  // namespace meerkat
