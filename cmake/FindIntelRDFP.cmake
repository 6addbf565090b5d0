# Intel's decimal floating-point library (the one MongoDB uses) as IntelRDFP::bid. It comes without
# a package file and as eight archives; the three digits of the name say which calling convention
# was compiled in, and a program whose macros say otherwise crashes. 000: arguments by value,
# rounding mode and exception flags as arguments.
find_path(IntelRDFP_INCLUDE_DIR bid_functions.h)
find_library(IntelRDFP_LIBRARY NAMES libbidgcc000.a)
mark_as_advanced(IntelRDFP_INCLUDE_DIR IntelRDFP_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(IntelRDFP REQUIRED_VARS IntelRDFP_LIBRARY IntelRDFP_INCLUDE_DIR)

if(IntelRDFP_FOUND AND NOT TARGET IntelRDFP::bid)
  add_library(IntelRDFP::bid STATIC IMPORTED)
  set_target_properties(IntelRDFP::bid PROPERTIES
    IMPORTED_LOCATION "${IntelRDFP_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${IntelRDFP_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS
      "DECIMAL_CALL_BY_REFERENCE=0;DECIMAL_GLOBAL_ROUNDING=0;DECIMAL_GLOBAL_EXCEPTION_FLAGS=0")
endif()
