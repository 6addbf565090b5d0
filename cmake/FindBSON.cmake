# libbson as BSON::bson: bson-1.0 in today's distributions, bson 2 in those to come.
find_package(bson-1.0 QUIET CONFIG)
if(NOT bson-1.0_FOUND)
  find_package(bson QUIET CONFIG)
endif()

foreach(candidate mongo::bson_shared bson::shared)
  if(TARGET ${candidate} AND NOT BSON_TARGET)
    set(BSON_TARGET ${candidate})
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(BSON REQUIRED_VARS BSON_TARGET)

if(BSON_FOUND AND NOT TARGET BSON::bson)
  add_library(BSON::bson INTERFACE IMPORTED)
  target_link_libraries(BSON::bson INTERFACE ${BSON_TARGET})
endif()
