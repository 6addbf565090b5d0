// GuessLimit: how often passwords may be tried, whoever tries them.
//
// A failed login is answered late, and those at one user from one machine one
// after another, so that many connections guess no faster than one. What is
// too much is refused before the password was looked at. So nobody learns more
// than ten passwords a second of a user from one machine, whatever the number
// of connections, beyond the first fifty; and a hundred of all its users.
//
// Other machines are not held up: an attacker cannot keep a user out that comes
// from elsewhere, and nobody who is logged in already. MongoDB has none of
// this; its manual leaves it to the network.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace meerkat::server {

// Of fixed size: users and machines share places by their hashes, which nobody
// outside can foresee. Thread-safe.
class GuessLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Nanoseconds = std::chrono::nanoseconds;

  // A connection on which so many logins failed is closed.
  static constexpr int kMostOfConnection = 10;
  // Answers to failed logins at one user from one machine that may wait.
  static constexpr int kMostOfUser = 50;
  // The same of all users from one machine.
  static constexpr int kMostOfMachine = 500;

  // `delay`: how late a failed login is answered; zero: there is no limit.
  explicit GuessLimit(Nanoseconds delay) : delay_(delay) {}

  // Counts a login as one that fails, and tells how late to answer it then.
  // Nothing when there have been too many: it is not counted, nor is it to be
  // judged. `user` is an id, `machine` an address without its port.
  std::optional<Nanoseconds> Begin(std::string_view user,
                                   std::string_view machine, Time now);
  // It did not fail. REQUIRES: Begin() of the same counted it.
  void GiveBack(std::string_view user, std::string_view machine);

 private:
  // When the last of the answers that wait is due, by the hash of a name.
  using Ends = std::array<Time, 1024>;

  static constexpr int kUsersOfMachine = kMostOfMachine / kMostOfUser;

  Time& EndOfUser(std::string_view user, std::string_view machine)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Time& EndOfMachine(std::string_view machine)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Nanoseconds delay_;
  absl::Mutex mutex_;
  Ends users_ ABSL_GUARDED_BY(mutex_) = {};
  Ends machines_ ABSL_GUARDED_BY(mutex_) = {};
};

// "192.0.2.1" of "192.0.2.1:54321", "[::1]" of "[::1]:54321".
std::string_view MachineOf(std::string_view address);

}  // namespace meerkat::server
