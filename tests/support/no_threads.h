// NoThreads: while it lives the process cannot start a thread.
#pragma once

#include <pthread.h>

#include <cstddef>

namespace meerkat::testing {

#ifdef __GLIBC__
#define MEERKAT_HAS_NO_THREADS 1

// Asks for stacks that no address space has room for. Not thread-safe.
class NoThreads {
 public:
  NoThreads() {
    ::pthread_getattr_default_np(&before_);
    pthread_attr_t huge;
    ::pthread_attr_init(&huge);
    ::pthread_attr_setstacksize(&huge, size_t{1} << 46);
    ::pthread_setattr_default_np(&huge);
    ::pthread_attr_destroy(&huge);
  }
  ~NoThreads() {
    ::pthread_setattr_default_np(&before_);
    ::pthread_attr_destroy(&before_);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;

 private:
  pthread_attr_t before_;
};
#else
#define MEERKAT_HAS_NO_THREADS 0
#endif

}  // namespace meerkat::testing
