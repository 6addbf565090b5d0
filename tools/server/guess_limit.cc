#include "tools/server/guess_limit.h"

#include <absl/hash/hash.h>

#include <algorithm>

namespace meerkat::server {

std::optional<GuessLimit::Nanoseconds> GuessLimit::Begin(
    std::string_view user, std::string_view machine, Time now) {
  absl::MutexLock lock(&mutex_);
  Time& of_user = EndOfUser(user, machine);
  Time& of_machine = EndOfMachine(machine);
  const Time most = now + delay_ * kMostOfUser;
  const Time user_end = std::max(of_user, now) + delay_;
  const Time machine_end = std::max(of_machine, now) + delay_ / kUsersOfMachine;
  if (user_end > most || machine_end > most) return std::nullopt;
  of_user = user_end;
  of_machine = machine_end;
  return user_end - now;
}

void GuessLimit::GiveBack(std::string_view user, std::string_view machine) {
  absl::MutexLock lock(&mutex_);
  EndOfUser(user, machine) -= delay_;
  EndOfMachine(machine) -= delay_ / kUsersOfMachine;
}

GuessLimit::Time& GuessLimit::EndOfUser(std::string_view user,
                                        std::string_view machine) {
  return users_[absl::HashOf(user, machine) % users_.size()];
}

GuessLimit::Time& GuessLimit::EndOfMachine(std::string_view machine) {
  return machines_[absl::HashOf(machine) % machines_.size()];
}

std::string_view MachineOf(std::string_view address) {
  return address.substr(0, address.rfind(':'));
}

}  // namespace meerkat::server
