# The warnings that every target of ours compiles under, with g++ 12 and clang 14 alike.
function(meerkat_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align
    -Wundef -Wvla -Wimplicit-fallthrough -Wextra-semi)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE -Wthread-safety)
  elseif(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 sees overlapping copies in std::string's own code (its bug 105651).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(MEERKAT_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The instrumentation hides from g++ that a value was set.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
  if(MEERKAT_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
