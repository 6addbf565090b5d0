#include "tests/support/child_process.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace meerkat::testing {

ChildProcess::ChildProcess(const std::string& program,
                           const std::vector<std::string>& arguments) {
  std::string path = std::string(MEERKAT_TEST_PROGRAMS) + "/" + program;
  std::vector<std::string> words = {path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  if (::posix_spawn(&id_, path.c_str(), nullptr, nullptr, argv.data(),
                    environ) != 0) {
    std::fprintf(stderr, "cannot start %s\n", path.c_str());
    std::abort();
  }
}

ChildProcess::~ChildProcess() { Kill(); }

bool ChildProcess::IsRunning() {
  if (id_ != 0 && ::waitpid(id_, nullptr, WNOHANG) == id_) id_ = 0;
  return id_ != 0;
}

void ChildProcess::Kill() {
  if (id_ == 0) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
  id_ = 0;
}

}  // namespace meerkat::testing
