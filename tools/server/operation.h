// Operation: the command that a connection is running, as others see it:
// currentOp, killOp and the log.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/document.h>
#include <meerkat/interruption.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tools/server/wire/shared_bytes.h"

namespace meerkat::server {

struct Operation {
  // Unique while the server runs.
  int32_t id = 0;
  std::chrono::steady_clock::time_point started;
  // Valid BSON.
  SharedBytes command;
  std::string database;
  // "db.name"; empty without a login.
  std::string user = {};
  // Of its session, 16 bytes of the command; empty without one.
  std::string_view session = {};

  DocumentView document() const {
    return DocumentView::FromTrusted(command.view().data());
  }
};

// The operation of one connection, or none. Thread-safe.
class OperationSlot {
 public:
  // Lives while the operation runs.
  class Running {
   public:
    Running(OperationSlot& slot, Operation operation) : slot_(slot) {
      absl::MutexLock lock(&slot_.mutex_);
      slot_.operation_ = std::move(operation);
      slot_.interruption_ = &interruption_;
    }
    ~Running() {
      absl::MutexLock lock(&slot_.mutex_);
      slot_.operation_.reset();
      slot_.interruption_ = nullptr;
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    const Interruption& interruption() const { return interruption_; }

   private:
    OperationSlot& slot_;
    Interruption interruption_;
  };

  std::optional<Operation> current() const {
    absl::MutexLock lock(&mutex_);
    return operation_;
  }
  bool is_running() const {
    absl::MutexLock lock(&mutex_);
    return operation_.has_value();
  }
  // Ends the operation soon if it has this id; whether it has.
  bool Kill(int32_t id) {
    absl::MutexLock lock(&mutex_);
    const bool is_it = operation_.has_value() && operation_->id == id;
    if (is_it) interruption_->Kill();
    return is_it;
  }
  // The same for one that `is_meant`.
  template <typename Predicate>
  void KillIf(const Predicate& is_meant) {
    absl::MutexLock lock(&mutex_);
    if (operation_.has_value() && is_meant(*operation_)) interruption_->Kill();
  }
  // The same for whatever runs.
  void KillAny(const Status& why) {
    absl::MutexLock lock(&mutex_);
    if (interruption_ != nullptr) interruption_->Kill(why);
  }

 private:
  mutable absl::Mutex mutex_;
  std::optional<Operation> operation_ ABSL_GUARDED_BY(mutex_);
  Interruption* interruption_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace meerkat::server
