// Running something in a forked child of the test.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "absl/base/config.h"

namespace meerkat::testing {

// Before LLVM 18, AddressSanitizer's allocator does not let its locks go in a
// forked child. A child forked while another thread allocates may therefore
// hang at its first malloc(), whatever it does: four times in ten thousand
// forks of a program that does nothing else.
#ifdef ABSL_HAVE_ADDRESS_SANITIZER
inline constexpr bool kMallocMayHangInChild = true;
#else
inline constexpr bool kMallocMayHangInChild = false;
#endif

// What InChild() does, without the second attempt.
template <typename Answer>
std::string InOneChild(const Answer& answer) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child < 0) return "no child";
  if (child == 0) {
    ::alarm(20);
    const std::string text = answer();
    const ssize_t written = ::write(ends[1], text.data(), text.size());
    ::_exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text(4096, '\0');
  const ssize_t size = ::read(ends[0], text.data(), text.size());
  text.resize(size > 0 ? static_cast<size_t>(size) : 0);
  ::close(ends[0]);
  int ended = 0;
  ::waitpid(child, &ended, 0);
  if (WIFSIGNALED(ended)) {
    return "ended by signal " + std::to_string(WTERMSIG(ended));
  }
  return ended == 0 ? text : "failed";
}

// Forks, and returns what `answer` returns in the child, a string of at most
// 4 KiB, or how the child ended when it did not come so far. A child that takes
// longer than 20 seconds is killed, and there is a second one where the
// sanitizer may be to blame. Catch2's macros are not for use in it.
template <typename Answer>
std::string InChild(const Answer& answer) {
  std::string text = InOneChild(answer);
  const bool took_too_long =
      text == "ended by signal " + std::to_string(SIGALRM);
  if (kMallocMayHangInChild && took_too_long) text = InOneChild(answer);
  return text;
}

}  // namespace meerkat::testing
