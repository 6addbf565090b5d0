// What a fuzz target demands of the code under test.
#pragma once

#include <cstdio>
#include <cstdlib>

// Ends the run, and with it reports the input, when `condition` is false.
#define FUZZ_CHECK(condition)                                           \
  do {                                                                  \
    if (!(condition)) {                                                 \
      std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, \
                   #condition);                                         \
      std::abort();                                                     \
    }                                                                   \
  } while (false)
