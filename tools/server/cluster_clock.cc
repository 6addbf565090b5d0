#include "tools/server/cluster_clock.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>

#include "tools/server/fields.h"

namespace meerkat::server {

namespace {

// What MongoDB calls maxAcceptableLogicalClockDriftSecs.
constexpr uint64_t kMostDrift = 365 * 24 * 3600;

uint64_t ToBits(Timestamp time) {
  return uint64_t{time.seconds} << 32 | time.increment;
}

Timestamp FromBits(uint64_t bits) {
  return {static_cast<uint32_t>(bits >> 32), static_cast<uint32_t>(bits)};
}

}  // namespace

ClusterClock::ClusterClock(Clock& clock) : clock_(clock), last_(WallTime()) {}

uint64_t ClusterClock::WallTime() const {
  const int64_t seconds = std::max<int64_t>(clock_.Now().millis / 1000, 0);
  return static_cast<uint64_t>(seconds) << 32 | 1;
}

Timestamp ClusterClock::Now() const {
  return FromBits(last_.load(std::memory_order_relaxed));
}

Timestamp ClusterClock::Tick() {
  const uint64_t wall = WallTime();
  uint64_t last = last_.load(std::memory_order_relaxed);
  uint64_t next = 0;
  do {
    next = std::max(last + 1, wall);
  } while (!last_.compare_exchange_weak(last, next, std::memory_order_relaxed));
  return FromBits(next);
}

void ClusterClock::AdvanceTo(uint64_t time) {
  uint64_t last = last_.load(std::memory_order_relaxed);
  while (last < time &&
         !last_.compare_exchange_weak(last, time, std::memory_order_relaxed)) {
  }
}

Status ClusterClock::Advance(const Element& cluster_time) {
  if (cluster_time.type() != Type::kDocument) {
    return WrongType("$clusterTime", cluster_time.type(), "object");
  }
  const StatusOr<Element> time =
      RequiredField(cluster_time.AsDocument(), "clusterTime", Type::kTimestamp);
  if (!time.ok()) return time.status();
  const Timestamp seen = time->AsTimestamp();
  const uint64_t now = WallTime() >> 32;
  if (seen.seconds > now + kMostDrift) {
    return MakeError(ErrorCode::kClusterTimeFailsRateLimiter,
                     fmt::format("the new cluster time, {}, is too far from "
                                 "this server's wall clock time, {}",
                                 seen.seconds, now));
  }
  AdvanceTo(ToBits(seen));
  return absl::OkStatus();
}

Document TimesOf(Timestamp operation, Timestamp cluster) {
  static const Value kNoHash =
      Value::Binary(0, std::string_view("\0\0\0\0\0\0\0\0\0\0"
                                        "\0\0\0\0\0\0\0\0\0\0",
                                        20));
  Builder times;
  times.OpenDocument("$clusterTime").Append("clusterTime", cluster);
  times.OpenDocument("signature").Append("hash", kNoHash);
  times.Append("keyId", int64_t{0}).Close().Close();
  times.Append("operationTime", operation);
  return std::move(times).Finish();
}

const Document& ReplyTimes::Of(Timestamp operation, Timestamp cluster) {
  const bool is_same = operation == operation_ && cluster == cluster_;
  if (is_same && !made_.empty()) return made_;
  made_ = TimesOf(operation, cluster);
  operation_ = operation;
  cluster_ = cluster;
  return made_;
}

}  // namespace meerkat::server
