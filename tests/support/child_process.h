// ChildProcess: another program, started to be watched and killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace meerkat::testing {

// Killed at the latest with this object. Not thread-safe.
class ChildProcess {
 public:
  // Starts one of the tests' own programs, "kill_worker", with arguments.
  ChildProcess(const std::string& program,
               const std::vector<std::string>& arguments);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t id() const { return id_; }
  // Whether it still runs.
  bool IsRunning();
  // Ends it as kill -9 does, in the middle of whatever it does, and returns
  // when it is gone.
  void Kill();

 private:
  // 0 when it has ended.
  pid_t id_ = 0;
};

}  // namespace meerkat::testing
