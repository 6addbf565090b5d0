# What 'cmake --install' leaves: the public headers, one archive per layer, the RocksDB we built,
# the licences of both, and what find_package(meerkat) and pkg-config need to put them together
# again.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/meerkat")
set(licence_dir "${CMAKE_INSTALL_DATADIR}/licenses/meerkat")

foreach(layer storage index query engine)
  if(EXISTS "${PROJECT_SOURCE_DIR}/${layer}/include")
    install(DIRECTORY "${layer}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
            FILES_MATCHING PATTERN "*.h")
  endif()
endforeach()

set(libraries meerkat_storage meerkat_index meerkat_query meerkat_engine meerkat_all)
if(TARGET meerkat_server)
  list(APPEND libraries meerkat_server)
  install(DIRECTORY tools/server/include/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
          FILES_MATCHING PATTERN "*.h")
endif()
install(TARGETS ${libraries}
        EXPORT meerkat ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT meerkat NAMESPACE meerkat:: FILE meerkat-targets.cmake DESTINATION "${package_dir}")

install(FILES LICENSE DESTINATION "${licence_dir}")
# Renamed, so that it never stands in the way of the distribution's.
if(NOT MEERKAT_SYSTEM_ROCKSDB)
  install(FILES cmake/LICENSE.rocksdb DESTINATION "${licence_dir}")
  install(FILES "${MEERKAT_ROCKSDB_ARCHIVE}" DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          RENAME libmeerkat_rocksdb.a)
endif()

configure_package_config_file(cmake/meerkat-config.cmake.in
  "${PROJECT_BINARY_DIR}/meerkat-config.cmake" INSTALL_DESTINATION "${package_dir}"
  PATH_VARS CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/meerkat-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/meerkat-config.cmake"
              "${PROJECT_BINARY_DIR}/meerkat-config-version.cmake"
              cmake/FindBSON.cmake cmake/FindIntelRDFP.cmake cmake/FindS2.cmake
        DESTINATION "${package_dir}")

# pkg-config, for everyone without CMake. Abseil's parts have one file each, named as the targets.
list(TRANSFORM MEERKAT_ABSL REPLACE "^absl::" "absl_" OUTPUT_VARIABLE absl_packages)
list(JOIN absl_packages " " MEERKAT_PC_ABSL)
foreach(name libbson-1.0 bson2)
  pkg_check_modules(MEERKAT_${name} QUIET ${name})
  if(MEERKAT_${name}_FOUND)
    set(MEERKAT_PC_BSON ${name})
    break()
  endif()
endforeach()
if(MEERKAT_SYSTEM_ROCKSDB)
  set(MEERKAT_PC_ROCKSDB_PACKAGES rocksdb)
else()
  set(MEERKAT_PC_ROCKSDB_LIBS "-lmeerkat_rocksdb")
  set(MEERKAT_PC_ROCKSDB_PACKAGES "liblz4 libzstd snappy")
endif()
if(MEERKAT_HAS_S2)
  set(MEERKAT_PC_S2 "-ls2")
endif()
if(MEERKAT_HAS_ICU)
  set(MEERKAT_PC_ICU "icu-i18n icu-uc")
endif()
# Relative to where the file lies, so that an installed tree can be moved.
file(RELATIVE_PATH MEERKAT_PC_PREFIX
  "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file(cmake/meerkat.pc.in "${PROJECT_BINARY_DIR}/meerkat.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/meerkat.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
if(TARGET meerkat_server)
  if(MEERKAT_HAS_OPENSSL)
    set(MEERKAT_PC_OPENSSL openssl)
  endif()
  configure_file(cmake/meerkat-server.pc.in "${PROJECT_BINARY_DIR}/meerkat-server.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/meerkat-server.pc"
          DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
