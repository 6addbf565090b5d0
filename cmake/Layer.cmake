include(Warnings)

# meerkat_sources(<variable> <folder>...): all sources below the folders. A build looks again, so a
# new file needs no line anywhere.
function(meerkat_sources result)
  set(patterns "")
  foreach(folder IN LISTS ARGN)
    list(APPEND patterns "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cc")
  endforeach()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${patterns})
  set(${result} "${sources}" PARENT_SCOPE)
endfunction()

# meerkat_layer(<name> [BELOW <layer>] [USES <target>...]): the library of the folder we are in.
#
# Public headers are include/meerkat/*.h and pass on to whoever links the layer. The repository's
# root, for internal headers, is every target's own business and is never passed on; nor is what
# USES names, so that nothing above storage can include a RocksDB header.
function(meerkat_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "BELOW" "USES")
  set(target meerkat_${name})

  meerkat_sources(sources .)
  add_library(${target} STATIC ${sources})
  add_library(meerkat::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/include")
    target_include_directories(${target} PUBLIC
      "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>"
      "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  endif()
  if(arg_BELOW)
    target_link_libraries(${target} PUBLIC meerkat_${arg_BELOW})
  endif()
  target_link_libraries(${target} PUBLIC ${MEERKAT_ABSL} PRIVATE fmt::fmt ${arg_USES})
  meerkat_warnings(${target})
  meerkat_precompile(${target})
endfunction()
