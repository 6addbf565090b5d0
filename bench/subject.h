// Subjects: the databases that are measured, behind the operations that the
// workloads need.
//
// To join, a database implements Store and Session and gets a row in
// subjects.cc. A workload that needs a new operation adds it here, and the
// compiler lists the subjects that lack it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/documents.h"

namespace meerkat::bench {

// What a write has survived when it returns.
enum class Durability {
  kProcess,  // the end of the process
  kPower,    // a loss of power
};

// Where a directory is named, this asks for a database in memory.
constexpr std::string_view kInMemory = ":memory:";

struct OpenOptions {
  // Made when it is missing.
  std::string directory;
  // Bytes for caches and write buffers.
  size_t memory_budget = 0;
  Durability durability = Durability::kProcess;
};

// Takes documents as a server would before it sends them: copied into a buffer
// of 64 KiB that begins anew when it is full.
class BatchBuffer {
 public:
  void Add(std::string_view document) {
    if (used_ + document.size() > buffer_.size()) used_ = 0;
    std::memcpy(buffer_.data() + used_, document.data(), document.size());
    used_ += document.size();
    bytes_ += document.size();
    ++documents_;
  }
  int64_t documents() const { return documents_; }
  size_t bytes() const { return bytes_; }

 private:
  std::vector<char> buffer_ = std::vector<char>(64 * 1024);
  size_t used_ = 0;
  size_t bytes_ = 0;
  int64_t documents_ = 0;
};

// One thread's use of a store. A failure ends the process.
class Session {
 public:
  virtual ~Session() = default;
  // Inserts all documents in one call or transaction, refusing an _id that is
  // there already.
  virtual void InsertBatch(std::span<const Input> batch) = 0;
  // The same for one document.
  virtual void InsertOne(const Input& input) = 0;
  // The bytes of the document, valid until the session's next call; empty when
  // there is none.
  virtual std::string_view FindById(int64_t id) = 0;
  // Passes every document to `buffer`.
  virtual void Stream(BatchBuffer& buffer) = 0;
  // The same for those with addr.zip < `limit`.
  virtual void FindByZip(int32_t limit, BatchBuffer& buffer) = 0;
  // The same for the first `count` by amount, the largest first.
  virtual void FindLargest(int64_t count, BatchBuffer& buffer) = 0;
  // How many values grp has.
  virtual int64_t CountGroups() = 0;
};

// An open database with one collection; its destructor closes it. Sessions end
// before their store does, and may be used by different threads.
class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Session> NewSession() = 0;
  // Returns when everything written is in its lasting place and no background
  // work is left.
  virtual void Settle() = 0;
};

struct Subject {
  // As --subjects and the rows call it.
  std::string name;
  Form form;
  size_t memory_budget;
  std::unique_ptr<Store> (*open_store)(const OpenOptions& options);

  std::unique_ptr<Store> Open(
      std::string_view directory,
      Durability durability = Durability::kProcess) const {
    return open_store({std::string(directory), memory_budget, durability});
  }
};

const std::vector<Subject>& AllSubjects();

std::unique_ptr<Store> OpenMeerkat(const OpenOptions& options);
std::unique_ptr<Store> OpenRocksDb(const OpenOptions& options);
std::unique_ptr<Store> OpenSqlite(const OpenOptions& options);

}  // namespace meerkat::bench
