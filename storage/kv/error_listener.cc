#include "storage/kv/error_listener.h"

#include <rocksdb/listener.h>

#include <string_view>
#include <utility>

namespace meerkat::storage::kv {

namespace {

// RocksDB 7.8 to 9.10, WritableFileWriter.
constexpr std::string_view kRepeated = "Writer has previous error";

bool IsRepeated(const rocksdb::Status& error) {
  const char* message = error.getState();
  return message != nullptr &&
         std::string_view(message).find(kRepeated) != std::string_view::npos;
}

class ErrorListener : public rocksdb::EventListener {
 public:
  explicit ErrorListener(std::function<void(const rocksdb::Status&)> stopped)
      : stopped_(std::move(stopped)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason,
                         rocksdb::Status* error) override {
    if (IsRepeated(*error)) {
      *error = rocksdb::Status::OK();
    } else {
      stopped_(*error);
    }
  }

  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* goes_on_by_itself) override {
    *goes_on_by_itself = false;
  }

 private:
  const std::function<void(const rocksdb::Status&)> stopped_;
};

}  // namespace

std::shared_ptr<rocksdb::EventListener> NewErrorListener(
    std::function<void(const rocksdb::Status&)> stopped) {
  return std::make_shared<ErrorListener>(std::move(stopped));
}

}  // namespace meerkat::storage::kv
