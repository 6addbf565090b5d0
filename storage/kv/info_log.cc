#include "storage/kv/info_log.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <cstdarg>
#include <cstdio>
#include <ctime>
#include <utility>

namespace meerkat::storage::kv {

namespace {

constexpr long kMaxLogSize = 1 << 20;
constexpr size_t kMaxLineSize = 4096;

class NullLog : public rocksdb::Logger {
 public:
  NullLog() : Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

class InfoLog : public rocksdb::Logger {
 public:
  explicit InfoLog(std::string path)
      : Logger(rocksdb::InfoLogLevel::WARN_LEVEL), path_(std::move(path)) {}
  ~InfoLog() override {
    if (file_ != nullptr) std::fclose(file_);
  }

  using Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char line[kMaxLineSize];
    std::vsnprintf(line, sizeof(line), format, arguments);
    absl::MutexLock lock(&mutex_);
    OpenOrRotate();
    // A log that cannot be written is no reason to stop the database.
    if (file_ == nullptr) return;
    std::fprintf(file_, "%lld %s\n", static_cast<long long>(std::time(nullptr)),
                 line);
    std::fflush(file_);
  }

 private:
  void OpenOrRotate() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (file_ == nullptr) file_ = std::fopen(path_.c_str(), "a");
    if (file_ == nullptr || std::ftell(file_) < kMaxLogSize) return;
    std::fclose(file_);
    std::rename(path_.c_str(), (path_ + ".old").c_str());
    file_ = std::fopen(path_.c_str(), "a");
  }

  const std::string path_;
  absl::Mutex mutex_;
  std::FILE* file_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace

std::shared_ptr<rocksdb::Logger> NewInfoLog(std::string path) {
  return std::make_shared<InfoLog>(std::move(path));
}

std::shared_ptr<rocksdb::Logger> NewNullLog() {
  return std::make_shared<NullLog>();
}

}  // namespace meerkat::storage::kv
