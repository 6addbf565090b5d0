#include "tools/server/log.h"

#include <meerkat/builder.h>
#include <meerkat/json.h>

#include <utility>

namespace meerkat::server {

namespace {

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "E";
    case Severity::kWarning:
      return "W";
    case Severity::kInfo:
      return "I";
  }
  return "";
}

}  // namespace

Log::Log(Clock& clock, LogSink sink, bool is_quiet)
    : clock_(clock), sink_(std::move(sink)), is_quiet_(is_quiet) {}

std::string Log::Format(const LogMessage& message) const {
  Builder line;
  line.Append("t", clock_.Now());
  line.Append("s", SeverityName(message.severity));
  line.Append("c", message.component).Append("id", message.id);
  line.Append("ctx", message.context).Append("msg", message.text);
  if (!message.attributes.view().empty()) {
    line.Append("attr", message.attributes);
  }
  return ToJson(std::move(line).Finish());
}

void Log::Write(const LogMessage& message) {
  if (!takes(message.severity) && !message.is_wanted) return;
  std::string line = Format(message);
  absl::MutexLock lock(&mutex_);
  if (sink_) sink_(line);
  kept_bytes_ += line.size();
  kept_.push_back(std::move(line));
  while (kept_.size() > kKept || kept_bytes_ > kKeptBytes) {
    kept_bytes_ -= kept_.front().size();
    kept_.pop_front();
  }
  ++written_;
}

std::vector<std::string> Log::lines() const {
  absl::MutexLock lock(&mutex_);
  return {kept_.begin(), kept_.end()};
}

int64_t Log::written() const {
  absl::MutexLock lock(&mutex_);
  return written_;
}

}  // namespace meerkat::server
