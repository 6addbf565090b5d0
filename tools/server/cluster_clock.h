// ClusterClock: the logical time of the server, which every reply carries and
// drivers carry on to other servers.
//
// Driver specification "Causal Consistency"; MongoDB manual, "Operation Time
// and Cluster Time".
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>
#include <meerkat/types.h>

#include <atomic>
#include <cstdint>

namespace meerkat::server {

// Thread-safe. `clock` outlives it.
class ClusterClock {
 public:
  explicit ClusterClock(Clock& clock);

  // The latest time that was given to a write or heard of.
  Timestamp Now() const;
  // Later than any before: the time of a write.
  Timestamp Tick();

  // Takes over the time in a client's $clusterTime, {clusterTime: Timestamp,
  // signature: {...}}. Nobody has keys here, so that the signature is not
  // looked at. Errors: 14 TypeMismatch, 40414 without clusterTime, 209
  // ClusterTimeFailsRateLimiter for a time more than a year from now.
  Status Advance(const Element& cluster_time);

 private:
  uint64_t WallTime() const;
  void AdvanceTo(uint64_t time);

  Clock& clock_;
  // Seconds in the upper half, a counter in the lower.
  std::atomic<uint64_t> last_;
};

// {operationTime, $clusterTime} for a reply.
Document TimesOf(Timestamp operation, Timestamp cluster);

// The same for the replies of one connection, made again when they change:
// reads do not change them. Used by one thread at a time.
class ReplyTimes {
 public:
  const Document& Of(Timestamp operation, Timestamp cluster);

 private:
  Timestamp operation_;
  Timestamp cluster_;
  Document made_;
};

}  // namespace meerkat::server
