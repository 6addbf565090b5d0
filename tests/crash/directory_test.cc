// Misuse of a database directory: each case a clear error naming the thing,
// and nothing is changed.
#include <fcntl.h>
#include <meerkat/client.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "tests/catch.hpp"
#include "tests/support/child_process.h"
#include "tests/support/file_tree.h"
#include "tests/support/load/board.h"
#include "tests/support/temp_directory.h"

namespace meerkat::testing {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;
constexpr fs::perms kReadOnlyFile{0444};
constexpr fs::perms kReadOnlyDirectory{0555};

// Acts as a user without privileges while it lives: root may do anything, and
// tests in CI run as root.
class Unprivileged {
 public:
  Unprivileged() {
    // The real user too, by which access(2) judges.
    if (was_root_) REQUIRE(::setresuid(kNobody, kNobody, 0) == 0);
  }
  ~Unprivileged() {
    if (was_root_) REQUIRE(::setresuid(0, 0, 0) == 0);
  }

 private:
  const bool was_root_ = ::geteuid() == 0;
};

// Makes a database with a few documents, closed cleanly.
void MakeDatabase(const std::string& path) {
  auto client = Client::Open(path);
  REQUIRE(client.ok());
  for (int i = 0; i < 10; ++i) {
    REQUIRE((*client)["app"]["c"].InsertOne(Document{{"_id", i}}).ok());
  }
  REQUIRE(client->Close().ok());
}

void SetPermissions(const std::string& path, fs::perms files,
                    fs::perms directories) {
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    fs::permissions(entry.path(), entry.is_directory() ? directories : files);
  }
  fs::permissions(path, directories);
}

Status OpenStatus(const std::string& path, const ClientOptions& options = {}) {
  return Client::Open(path, options).status();
}

bool Contains(const Status& status, const std::string& text) {
  return ErrorMessageOf(status).find(text) != std::string::npos;
}

void WaitUntilOpen(Board& board, ChildProcess& worker) {
  while (board.phase == WorkerPhase::kOpening) {
    REQUIRE(worker.IsRunning());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  REQUIRE(board.phase == WorkerPhase::kOpen);
}

}  // namespace

TEST_CASE(
    "a second process is refused, naming the one that holds the "
    "directory") {
  TempDirectory temp;
  auto board = MapBoard(temp / "board");
  board->Reset(WorkerTask::kWait, 1);
  ChildProcess holder("kill_worker", {temp / "board", temp / "db"});
  WaitUntilOpen(*board, holder);
  Status refused = OpenStatus(temp / "db");
  INFO(refused.ToString());
  CHECK(ErrorCodeOf(refused) == ErrorCode::kDBPathInUse);
  CHECK(Contains(refused, std::to_string(holder.id())));
  CHECK(Contains(refused, temp / "db"));
  INFO("a reader too, while somebody writes");
  CHECK(ErrorCodeOf(OpenStatus(temp / "db", {.read_only = true})) ==
        ErrorCode::kDBPathInUse);
  holder.Kill();
  INFO("a lock that a killed process left is no lock");
  CHECK(OpenStatus(temp / "db").ok());
}

TEST_CASE("a second open by the same process is refused") {
  TempDirectory temp;
  auto client = Client::Open(temp / "db");
  REQUIRE(client.ok());
  Status refused = OpenStatus(temp / "db");
  CHECK(ErrorCodeOf(refused) == ErrorCode::kDBPathInUse);
  CHECK(Contains(refused, std::to_string(::getpid())));
  REQUIRE(client->Close().ok());
  CHECK(OpenStatus(temp / "db").ok());
}

TEST_CASE("a path that is a file is refused and the file left alone") {
  TempDirectory temp;
  WriteFile(temp / "file", "mine");
  Status refused = OpenStatus(temp / "file");
  CHECK(ErrorCodeOf(refused) == ErrorCode::kFileOpenFailed);
  CHECK(Contains(refused, temp / "file"));
  CHECK(ReadFile(temp / "file") == "mine");
}

TEST_CASE("a path that is a FIFO is refused, and not waited for") {
  TempDirectory temp;
  REQUIRE(::mkfifo((temp / "fifo").c_str(), 0644) == 0);
  for (const bool read_only : {false, true}) {
    Status refused = OpenStatus(temp / "fifo", {.read_only = read_only});
    CHECK(ErrorCodeOf(refused) == ErrorCode::kFileOpenFailed);
    CHECK(Contains(refused, temp / "fifo"));
  }
}

TEST_CASE("a database stays where it is when the process goes elsewhere") {
  TempDirectory temp;
  const fs::path before = fs::current_path();
  fs::create_directories(temp / "a");
  fs::create_directories(temp / "b");
  fs::current_path(temp / "a");
  auto client = Client::Open("db/");
  fs::current_path(temp / "b");
  REQUIRE(client.ok());
  // Every flush makes files by their names.
  for (int i = 0; i < 3; ++i) {
    REQUIRE((*client)["app"]["c"].InsertOne(Document{{"_id", i}}).ok());
    client->Trim();
  }
  CHECK(client->Close().ok());
  fs::current_path(before);
  CHECK(fs::is_empty(temp / "b"));
  auto again = Client::Open(temp / "a/db");
  REQUIRE(again.ok());
  CHECK((*again)["app"]["c"].CountDocuments().value_or(-1) == 3);
}

TEST_CASE("a database stays where it is when a link to it goes elsewhere") {
  TempDirectory temp;
  fs::create_directories(temp / "a");
  fs::create_directories(temp / "b");
  fs::create_directory_symlink(temp / "a", temp / "link");
  auto client = Client::Open(temp / "link/db");
  REQUIRE(client.ok());
  fs::remove(temp / "link");
  fs::create_directory_symlink(temp / "b", temp / "link");
  REQUIRE((*client)["app"]["c"].InsertOne(Document{{"_id", 1}}).ok());
  client->Trim();
  CHECK(client->Close().ok());
  CHECK(fs::is_empty(temp / "b"));
  CHECK(OpenStatus(temp / "a/db").ok());
}

TEST_CASE("a process without standard streams keeps its files off them") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  // In a child, for this process needs its own. Bit n of what it ends with:
  // stream n is something else than /dev/null.
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int stream : {0, 1, 2}) ::close(stream);
    auto client = Client::Open(temp / "db", {.read_only = true});
    int wrong = client.ok() ? 0 : 8;
    struct stat null;
    ::stat("/dev/null", &null);
    for (const int stream : {0, 1, 2}) {
      struct stat opened = {};
      ::fstat(stream, &opened);
      if (opened.st_rdev != null.st_rdev) wrong |= 1 << stream;
    }
    ::_exit(wrong);
  }
  int ended = -1;
  REQUIRE(::waitpid(child, &ended, 0) == child);
  REQUIRE(WIFEXITED(ended));
  CHECK(WEXITSTATUS(ended) == 0);
}

TEST_CASE("a writer is told of the readers that hold the directory") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  auto reader = Client::Open(temp / "db", {.read_only = true});
  REQUIRE(reader.ok());
  // The writer that was here last.
  WriteFile(temp / "db/meerkat.lock", "999999\n");
  Status refused = OpenStatus(temp / "db");
  INFO(refused.ToString());
  CHECK(ErrorCodeOf(refused) == ErrorCode::kDBPathInUse);
  CHECK(Contains(refused, "read"));
  CHECK_FALSE(Contains(refused, "999999"));
  CHECK_FALSE(Contains(refused, "write"));
}

TEST_CASE("a database without its store is damaged, not new") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  fs::remove_all(temp / "db/store");
  if (GENERATE(false, true)) fs::remove(temp / "db/meerkat.marker");
  auto before = ReadTree(temp / "db");
  for (const bool read_only : {false, true}) {
    Status refused = OpenStatus(temp / "db", {.read_only = read_only});
    INFO(refused.ToString());
    CHECK(ErrorCodeOf(refused) == ErrorCode::kDataCorruptionDetected);
    CHECK(Contains(refused, temp / "db/store"));
    CHECK(ReadTree(temp / "db") == before);
  }
}

TEST_CASE("what a crash leaves of making a database is made into one") {
  TempDirectory temp;
  fs::create_directory(temp / "db");
  const int steps = GENERATE(0, 1, 2, 3, 4);
  if (steps > 0) WriteFile(temp / "db/meerkat.lock", "1\n");
  if (steps > 1) fs::create_directory(temp / "db/store");
  if (steps > 2) WriteFile(temp / "db/meerkat.format.new", "meer");
  if (steps > 3) {
    WriteFile(temp / "db/meerkat.format", "meerkat database format 1\n");
  }
  INFO("after step " << steps);
  CHECK(OpenStatus(temp / "db").ok());
  CHECK(OpenStatus(temp / "db", {.read_only = true}).ok());
}

TEST_CASE("the format file holds exactly a format") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  const auto refusal = [&](const std::string& text) {
    WriteFile(temp / "db/meerkat.format", text);
    return OpenStatus(temp / "db");
  };
  for (const char* text :
       {"", "1\n", "meerkat database format ", "meerkat database format 1x\n",
        "meerkat database format -1\n", "meerkat database format 0\n",
        "meerkat database format 1"}) {
    Status refused = refusal(text);
    INFO(text << ": " << refused.ToString());
    CHECK(ErrorCodeOf(refused) == ErrorCode::kDataCorruptionDetected);
    CHECK(Contains(refused, temp / "db/meerkat.format"));
  }
  Status newer = refusal("meerkat database format 99999999999999999999\n");
  CHECK(ErrorCodeOf(newer) == ErrorCode::kInvalidOptions);
  CHECK(Contains(newer, "99999999999999999999"));
  CHECK(refusal("meerkat database format 1\n").ok());
}

TEST_CASE("an opening for writing removes what a crash left of a sort") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  WriteFile(temp / "db/temporary.a1B2c3", "run");
  WriteFile(temp / "db/temporary.000007", "run");
  WriteFile(temp / "db/temporary.txt", "mine");
  CHECK(OpenStatus(temp / "db", {.read_only = true}).ok());
  CHECK(fs::exists(temp / "db/temporary.000007"));
  CHECK(OpenStatus(temp / "db").ok());
  CHECK_FALSE(fs::exists(temp / "db/temporary.a1B2c3"));
  CHECK_FALSE(fs::exists(temp / "db/temporary.000007"));
  CHECK(fs::exists(temp / "db/temporary.txt"));
}

TEST_CASE("a directory without permission is refused, naming it") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  fs::permissions(temp.path(), fs::perms::all);
  SECTION("to read it") {
    SetPermissions(temp / "db", fs::perms::none, fs::perms::none);
  }
  SECTION("to write in it") {
    SetPermissions(temp / "db", kReadOnlyFile, kReadOnlyDirectory);
  }
  Status refused;
  {
    Unprivileged unprivileged;
    refused = OpenStatus(temp / "db");
  }
  INFO(refused.ToString());
  CHECK(ErrorCodeOf(refused) == ErrorCode::kFileOpenFailed);
  CHECK(Contains(refused, temp / "db"));
  SetPermissions(temp / "db", fs::perms::owner_all, fs::perms::owner_all);
  CHECK(OpenStatus(temp / "db").ok());
}

TEST_CASE("a part that may not be read is no missing part") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  fs::permissions(temp.path(), fs::perms::all);
  const auto [part, named] = GENERATE(
      std::pair<std::string, std::string>{"db/store", "db/store/CURRENT"},
      std::pair<std::string, std::string>{"db/meerkat.marker",
                                          "db/meerkat.marker"},
      std::pair<std::string, std::string>{"db/meerkat.format", "db"});
  SetPermissions(temp / "db", fs::perms::all, fs::perms::all);
  fs::permissions(temp / part, fs::perms::none);
  for (const bool read_only : {false, true}) {
    Status refused;
    {
      Unprivileged unprivileged;
      refused = OpenStatus(temp / "db", {.read_only = read_only});
    }
    INFO(refused.ToString());
    CHECK(ErrorCodeOf(refused) == ErrorCode::kFileOpenFailed);
    CHECK(Contains(refused, temp / named));
    CHECK(Contains(refused, "Permission denied"));
  }
  fs::permissions(temp / part, fs::perms::all);
  CHECK(OpenStatus(temp / "db").ok());
}

TEST_CASE("a new directory where nothing may be made is refused, naming it") {
  TempDirectory temp;
  fs::create_directory(temp / "parent");
  fs::permissions(temp.path(), fs::perms::all);
  fs::permissions(temp / "parent", kReadOnlyDirectory);
  Status refused;
  {
    Unprivileged unprivileged;
    refused = OpenStatus(temp / "parent/db");
  }
  CHECK(ErrorCodeOf(refused) == ErrorCode::kFileOpenFailed);
  CHECK(Contains(refused, temp / "parent/db"));
}

TEST_CASE("a directory that holds other things is refused untouched") {
  TempDirectory temp;
  fs::create_directory(temp / "photos");
  const std::string name = GENERATE("cat.jpg", "meerkat.jpg");
  WriteFile(temp / ("photos/" + name), "meow");
  auto before = ReadTree(temp / "photos");
  Status refused = OpenStatus(temp / "photos");
  INFO(refused.ToString());
  CHECK(ErrorCodeOf(refused) == ErrorCode::kFileOpenFailed);
  CHECK(Contains(refused, temp / "photos"));
  CHECK(ReadTree(temp / "photos") == before);
}

TEST_CASE("a newer format is refused untouched, with both versions named") {
  TempDirectory temp;
  MakeDatabase(temp / "db");
  std::string format = temp / "db/meerkat.format";
  std::string text = ReadFile(format);
  size_t digit = text.find_last_of("0123456789");
  REQUIRE(digit != std::string::npos);
  std::string known(1, text[digit]);
  WriteFile(format, text.replace(digit, 1, "999"));
  auto before = ReadTree(temp / "db");
  for (bool read_only : {false, true}) {
    Status refused = OpenStatus(temp / "db", {.read_only = read_only});
    INFO(refused.ToString());
    CHECK(ErrorCodeOf(refused) == ErrorCode::kInvalidOptions);
    CHECK(Contains(refused, "999"));
    CHECK(Contains(refused, known));
    CHECK(ReadTree(temp / "db") == before);
  }
}

TEST_CASE("a missing directory is not made when that is not wanted") {
  TempDirectory temp;
  for (const ClientOptions& options :
       {ClientOptions{.create_if_missing = false},
        ClientOptions{.read_only = true}}) {
    Status refused = OpenStatus(temp / "db", options);
    CHECK(ErrorCodeOf(refused) == ErrorCode::kFileOpenFailed);
    CHECK(Contains(refused, temp / "db"));
    CHECK_FALSE(fs::exists(temp / "db"));
  }
  INFO("an empty directory holds no database either, and stays empty");
  fs::create_directory(temp / "empty");
  CHECK_FALSE(OpenStatus(temp / "empty", {.read_only = true}).ok());
  CHECK(fs::is_empty(temp / "empty"));
}

TEST_CASE("closing is idempotent and ends every handle") {
  TempDirectory temp;
  auto client = Client::Open(temp / "db");
  REQUIRE(client.ok());
  Client copy = *client;
  Collection collection = (*client)["app"]["c"];
  REQUIRE(collection.InsertOne(Document{{"_id", 1}}).ok());
  CHECK(client->Close().ok());
  CHECK(client->Close().ok());
  CHECK(copy.Close().ok());
  CHECK(ErrorCodeOf(collection.InsertOne(Document{{"_id", 2}}).status()) ==
        ErrorCode::kShutdownInProgress);
  CHECK(ErrorCodeOf(collection.FindOne().status()) ==
        ErrorCode::kShutdownInProgress);
  CHECK(ErrorCodeOf(client->ListDatabaseNames().status()) ==
        ErrorCode::kShutdownInProgress);
  CHECK(OpenStatus(temp / "db").ok());
}

TEST_CASE("a read-only open works on a read-only tree and changes no byte") {
  TempDirectory temp;
  fs::permissions(temp.path(), fs::perms::all);
  bool was_killed = GENERATE(false, true);
  if (was_killed) {
    auto board = MapBoard(temp / "board");
    board->Reset(WorkerTask::kLoad, 1);
    ChildProcess worker("kill_worker", {temp / "board", temp / "db"});
    WaitUntilOpen(*board, worker);
    while (board->threads[0].ended < 50) std::this_thread::yield();
    worker.Kill();
  } else {
    MakeDatabase(temp / "db");
  }
  SetPermissions(temp / "db", kReadOnlyFile, kReadOnlyDirectory);
  auto before = ReadTree(temp / "db");
  {
    Unprivileged unprivileged;
    auto client = Client::Open(temp / "db", {.read_only = true});
    auto second = Client::Open(temp / "db", {.read_only = true});
    INFO("killed before: " << was_killed << ": " << client.status().ToString()
                           << second.status().ToString());
    REQUIRE(client.ok());
    REQUIRE(second.ok());
    Database database = was_killed ? (*client)["load"] : (*client)["app"];
    Collection collection = was_killed ? database["ascending"] : database["c"];
    auto count = collection.CountDocuments();
    REQUIRE(count.ok());
    CHECK(*count > 0);
    Document document{{"_id", -1}};
    CHECK(ErrorCodeOf(collection.InsertOne(document).status()) ==
          ErrorCode::kIllegalOperation);
    CHECK(ErrorCodeOf(collection.DeleteMany(Document()).status()) ==
          ErrorCode::kIllegalOperation);
    CHECK(ErrorCodeOf(collection.Drop()) == ErrorCode::kIllegalOperation);
    CHECK(ErrorCodeOf(database.CreateCollection("new")) ==
          ErrorCode::kIllegalOperation);
    CHECK(client->Close().ok());
  }
  CHECK(ReadTree(temp / "db") == before);
  SetPermissions(temp / "db", fs::perms::owner_all, fs::perms::owner_all);
}

}  // namespace meerkat::testing
