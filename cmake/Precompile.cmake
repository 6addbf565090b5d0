# meerkat_precompile(<target> [<header>...]): with MEERKAT_PRECOMPILE, the headers of others that most
# files include, and those named, are read once for the target and not once for each file. Half of
# a build's time is their reading. The release build does without, and so notices a file that
# includes too little.
function(meerkat_precompile target)
  if(NOT MEERKAT_PRECOMPILE)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE
    <algorithm> <array> <atomic> <chrono> <cmath> <cstdint> <cstring> <filesystem> <functional>
    <limits> <map> <memory> <optional> <span> <string> <string_view> <utility> <variant> <vector>
    <absl/container/flat_hash_map.h> <absl/container/inlined_vector.h>
    <absl/functional/function_ref.h> <absl/status/status.h> <absl/status/statusor.h>
    <absl/synchronization/mutex.h> <fmt/format.h>
    ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # Else the result is another one each time, and ccache finds nothing.
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
