// PCRE2's objects for texts of bytes, each with its owner.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <memory>
#include <new>

namespace meerkat::query::pcre {

template <auto kFree>
struct FreedBy {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Code = std::unique_ptr<pcre2_code, FreedBy<pcre2_code_free>>;
using CompileContext =
    std::unique_ptr<pcre2_compile_context, FreedBy<pcre2_compile_context_free>>;
using MatchContext =
    std::unique_ptr<pcre2_match_context, FreedBy<pcre2_match_context_free>>;
using MatchData =
    std::unique_ptr<pcre2_match_data, FreedBy<pcre2_match_data_free>>;
using JitStack =
    std::unique_ptr<pcre2_jit_stack, FreedBy<pcre2_jit_stack_free>>;

// Lack of memory ends a program as it does with operator new.
template <typename T>
T* Allocated(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

}  // namespace meerkat::query::pcre
