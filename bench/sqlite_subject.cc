// SQLite as a document store: JSON text in a table, write-ahead log, prepared
// statements. A store is only a path; every session is a connection.
#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <utility>

#include "bench/check.h"
#include "bench/subject.h"

namespace meerkat::bench {

namespace {

// A prepared statement, ready to be bound and run again and again.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_(database) {
    Require(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &statement_, nullptr) == SQLITE_OK);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  void Bind(int place, int64_t number) {
    sqlite3_bind_int64(statement_, place, number);
  }
  // `text` must live until the statement has run.
  void Bind(int place, std::string_view text) {
    sqlite3_bind_text(statement_, place, text.data(),
                      static_cast<int>(text.size()), SQLITE_STATIC);
  }

  // Moves to the next row; at the end the statement is ready to run again.
  bool Next() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    Require(result == SQLITE_DONE);
    Reset();
    return false;
  }
  void Run() {
    while (Next()) {
    }
  }
  void Reset() { sqlite3_reset(statement_); }

  // The first column of the row, valid until the next call.
  std::string_view Text() {
    const unsigned char* text = sqlite3_column_text(statement_, 0);
    const int size = sqlite3_column_bytes(statement_, 0);
    return {reinterpret_cast<const char*>(text), static_cast<size_t>(size)};
  }

 private:
  void Require(bool succeeded) {
    if (!succeeded) Fail("sqlite", sqlite3_errmsg(database_));
  }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

class Connection {
 public:
  explicit Connection(const OpenOptions& options) {
    constexpr int kFlags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const std::string file = options.directory == kInMemory
                                 ? options.directory
                                 : options.directory + "/documents.sqlite";
    const int result =
        sqlite3_open_v2(file.c_str(), &database_, kFlags, nullptr);
    if (result != SQLITE_OK) Fail("sqlite", sqlite3_errmsg(database_));
    sqlite3_busy_timeout(database_, 60'000);
    Execute(Settings(options));
    Execute(
        "CREATE TABLE IF NOT EXISTS documents("
        "id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { sqlite3_close(database_); }

  sqlite3* get() const { return database_; }

  void Execute(const std::string& sql) {
    const int result =
        sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) Fail(sql, sqlite3_errmsg(database_));
  }

 private:
  // The log is checkpointed at 64 MiB, as often as RocksDB writes a buffer
  // out. A budget that is large enough for everything also maps the file.
  static std::string Settings(const OpenOptions& options) {
    const size_t kilobytes = options.memory_budget / 1024;
    const bool is_large = options.memory_budget >= size_t{1} << 30;
    const bool survives_power = options.durability == Durability::kPower;
    return fmt::format(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16384;"
        "PRAGMA cache_size = -{}; PRAGMA mmap_size = {};"
        "PRAGMA temp_store = MEMORY; PRAGMA synchronous = {};",
        kilobytes, is_large ? size_t{4} << 30 : 0,
        survives_power ? "FULL" : "NORMAL");
  }

  sqlite3* database_ = nullptr;
};

class SqliteSession : public Session {
 public:
  explicit SqliteSession(const OpenOptions& options) : connection_(options) {}

  void InsertBatch(std::span<const Input> batch) override {
    begin_.Run();
    for (const Input& input : batch) InsertOne(input);
    commit_.Run();
  }

  void InsertOne(const Input& input) override {
    insert_.Bind(1, input.id);
    insert_.Bind(2, input.bytes);
    insert_.Run();
  }

  std::string_view FindById(int64_t id) override {
    find_.Reset();
    find_.Bind(1, id);
    return find_.Next() ? find_.Text() : std::string_view();
  }

  void Stream(BatchBuffer& buffer) override {
    while (scan_.Next()) buffer.Add(scan_.Text());
  }

  void FindByZip(int32_t limit, BatchBuffer& buffer) override {
    find_by_zip_.Bind(1, int64_t{limit});
    while (find_by_zip_.Next()) buffer.Add(find_by_zip_.Text());
  }

  void FindLargest(int64_t count, BatchBuffer& buffer) override {
    find_largest_.Bind(1, count);
    while (find_largest_.Next()) buffer.Add(find_largest_.Text());
  }

  int64_t CountGroups() override {
    int64_t groups = 0;
    while (groups_.Next()) ++groups;
    return groups;
  }

 private:
  Connection connection_;
  Statement begin_{connection_.get(), "BEGIN IMMEDIATE"};
  Statement commit_{connection_.get(), "COMMIT"};
  Statement insert_{connection_.get(), "INSERT INTO documents VALUES(?1, ?2)"};
  Statement find_{connection_.get(),
                  "SELECT body FROM documents WHERE id = ?1"};
  Statement scan_{connection_.get(), "SELECT body FROM documents"};
  Statement find_by_zip_{
      connection_.get(),
      "SELECT body FROM documents WHERE json_extract(body, '$.addr.zip') < ?1"};
  Statement find_largest_{
      connection_.get(),
      "SELECT body FROM documents ORDER BY json_extract(body, '$.amount') DESC "
      "LIMIT ?1"};
  Statement groups_{
      connection_.get(),
      "SELECT DISTINCT json_extract(body, '$.grp') FROM documents"};
};

class SqliteStore : public Store {
 public:
  explicit SqliteStore(OpenOptions options) : options_(std::move(options)) {
    if (options_.directory != kInMemory) {
      std::filesystem::create_directories(options_.directory);
    }
  }

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<SqliteSession>(options_);
  }

  void Settle() override {
    Connection(options_).Execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

 private:
  OpenOptions options_;
};

}  // namespace

std::unique_ptr<Store> OpenSqlite(const OpenOptions& options) {
  return std::make_unique<SqliteStore>(options);
}

}  // namespace meerkat::bench
