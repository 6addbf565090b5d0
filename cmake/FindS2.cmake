# S2, spherical geometry (https://s2geometry.io), as S2::s2. Debian's comes without a package file.
# Its headers include Abseil's; both must be of the same build, for there is one Abseil in a program.
# Of version 0.10 or newer: older ones lack this header.
find_path(S2_INCLUDE_DIR s2/s2buffer_operation.h)
find_library(S2_LIBRARY NAMES s2)
mark_as_advanced(S2_INCLUDE_DIR S2_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(S2 REQUIRED_VARS S2_LIBRARY S2_INCLUDE_DIR)

if(S2_FOUND AND NOT TARGET S2::s2)
  add_library(S2::s2 UNKNOWN IMPORTED)
  set_target_properties(S2::s2 PROPERTIES
    IMPORTED_LOCATION "${S2_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${S2_INCLUDE_DIR}")
endif()
