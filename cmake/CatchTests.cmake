# catch_tests(<target> <prefix> <label> <time-out in seconds>): every test case of a Catch2 program
# becomes a test of ctest, "<prefix> <name>", found by asking the program after it is linked. One
# that prints "SKIPPED:" counts as skipped.
#
# Catch2's own catch_discover_tests does the same, but in version 2 a test named with a semicolon
# or a bracket falls apart. Run as a script (cmake -P) this file writes the list.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(CATCH_TESTS_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

  function(catch_tests target prefix label timeout)
    set(list "${CMAKE_CURRENT_BINARY_DIR}/${target}_list.cmake")
    add_custom_command(TARGET ${target} POST_BUILD BYPRODUCTS "${list}" VERBATIM
      COMMAND "${CMAKE_COMMAND}" -D "PROGRAM=$<TARGET_FILE:${target}>" -D "PREFIX=${prefix}"
              -D "LABEL=${label}" -D "TIMEOUT=${timeout}" -D "CATCH=${Catch2_VERSION}"
              -D "LIST=${list}" -P "${CATCH_TESTS_SCRIPT}")
    # A program that was not built is one test that fails.
    set(include_list "${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake")
    file(WRITE "${include_list}"
      "if(EXISTS [==[${list}]==])\n  include([==[${list}]==])\n"
      "else()\n  add_test([==[${prefix} not built]==] ${target}-not-built)\nendif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include_list}")
  endfunction()
  return()
endif()

# A name that matches no test must not pass by doing nothing; version 3 sees to it by itself.
if(CATCH VERSION_LESS 3)
  set(ask --list-test-names-only)
  set(strict "--warn NoTests")
else()
  set(ask --list-tests --verbosity quiet)
  set(strict "")
endif()

# The exit code of version 2 is the number of tests; a crash is a word.
execute_process(COMMAND "${PROGRAM}" ${ask} OUTPUT_VARIABLE names RESULT_VARIABLE result)
if(NOT result MATCHES "^[0-9]+$" OR names STREQUAL "")
  message(FATAL_ERROR "${PROGRAM} does not list its tests: ${result}")
endif()

# What CMake's lists would take for punctuation is spelled out while the names are a list.
string(REPLACE ";" "<semicolon>" names "${names}")
string(REPLACE "[" "<open>" names "${names}")
string(REPLACE "]" "<close>" names "${names}")
string(REGEX REPLACE "\n+$" "" names "${names}")
string(REPLACE "\n" ";" names "${names}")

set(script "")
foreach(name IN LISTS names)
  string(STRIP "${name}" name)
  # What Catch2's test specification would take for punctuation.
  string(REGEX REPLACE "([\\,\"])" "\\\\\\1" spec "${name}")
  string(REPLACE "<open>" "\\<open>" spec "${spec}")
  string(APPEND script
    "add_test([==[${PREFIX} ${name}]==] [==[${PROGRAM}]==] [==[${spec}]==] ${strict})\n"
    "set_tests_properties([==[${PREFIX} ${name}]==] PROPERTIES LABELS ${LABEL} TIMEOUT ${TIMEOUT}"
    " SKIP_REGULAR_EXPRESSION SKIPPED:)\n")
endforeach()
string(REPLACE "<semicolon>" ";" script "${script}")
string(REPLACE "<open>" "[" script "${script}")
string(REPLACE "<close>" "]" script "${script}")
file(WRITE "${LIST}" "${script}")
