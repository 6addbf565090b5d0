// The main function of every test program, compiled once. Catch2 version 3
// brings its own.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

// g++ says with macros what clang says with features.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
// ThreadSanitizer does not see how Abseil publishes the object a thread waits
// on (it is made in the part of Mutex::Lock that it is told to ignore).
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:absl::*::synchronization_internal::Waiter::\n";
}

// It ends a fork of a process with threads that starts a thread of its own,
// which tests do on purpose.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "die_after_fork=0"; }
#endif

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
// RocksDB loses a few bytes when a thread of its pool cannot start.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:rocksdb::ThreadPoolImpl::Impl::StartBGThreads\n";
}
#endif
