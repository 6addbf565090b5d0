// Log: what happened, one line of JSON each.
//
//   {"t":{"$date":"2026-11-21T10:00:00.000Z"},"s":"I","c":"NETWORK","id":22943,
//    "ctx":"conn7","msg":"Connection accepted","attr":{"remote":"..."}}
//
// The form and, where MongoDB has the same message, its number are those of
// MongoDB's log, so that programs that read one read this. MongoDB manual, "Log
// Messages". No line has a password, a proof or a key in it.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/document.h>
#include <meerkat/environment.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::server {

// A line, without its end. Called by one thread at a time.
using LogSink = std::function<void(std::string_view line)>;

enum class Severity : uint8_t { kError, kWarning, kInfo };

struct LogMessage {
  Severity severity = Severity::kInfo;
  // "NETWORK", "ACCESS", "COMMAND".
  std::string_view component = "-";
  // Of this message, whatever its attributes.
  int32_t id = 0;
  // "conn7".
  std::string context = "-";
  std::string_view text = "";
  Document attributes = {};
  // Told even when only warnings are: slow operations.
  bool is_wanted = false;
};

// Thread-safe. `clock` outlives it.
class Log {
 public:
  // What getLog shows.
  static constexpr size_t kKept = 1024;
  // The same in bytes: no more than a reply has room for.
  static constexpr size_t kKeptBytes = size_t{4} << 20;

  // Without a sink lines are kept for getLog only. Quiet: warnings and errors,
  // and what is wanted.
  Log(Clock& clock, LogSink sink, bool is_quiet);

  // Whether a message of this severity goes anywhere: saves making it.
  bool takes(Severity severity) const {
    return !is_quiet_ || severity != Severity::kInfo;
  }
  void Write(const LogMessage& message);

  // The last lines, the oldest first, and how many there have been.
  std::vector<std::string> lines() const;
  int64_t written() const;

 private:
  std::string Format(const LogMessage& message) const;

  Clock& clock_;
  const LogSink sink_;
  const bool is_quiet_;
  mutable absl::Mutex mutex_;
  std::deque<std::string> kept_ ABSL_GUARDED_BY(mutex_);
  size_t kept_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t written_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace meerkat::server
