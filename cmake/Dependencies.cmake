# Everything Meerkat links, found once. The modules beside this file hide what differs between
# distributions; each is installed with the package, because static layers hand their needs on.
include(Cache)

# ThreadSanitizer must see into the locks of Abseil and RocksDB, so both have a build for it.
if(MEERKAT_SANITIZE MATCHES "thread")
  list(PREPEND CMAKE_PREFIX_PATH "${MEERKAT_CACHE_DIR}/abseil-tsan")
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(absl REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
find_package(BSON REQUIRED)
find_package(IntelRDFP REQUIRED)
pkg_check_modules(MEERKAT_PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)

# ICU may be missing: then there are no collations.
set(MEERKAT_HAS_ICU OFF)
if(MEERKAT_WITH_ICU STREQUAL "AUTO")
  pkg_check_modules(MEERKAT_ICU QUIET IMPORTED_TARGET icu-i18n icu-uc)
elseif(MEERKAT_WITH_ICU)
  pkg_check_modules(MEERKAT_ICU REQUIRED IMPORTED_TARGET icu-i18n icu-uc)
endif()
if(MEERKAT_WITH_ICU AND MEERKAT_ICU_FOUND)
  set(MEERKAT_HAS_ICU ON)
  set(MEERKAT_ICU_TARGET PkgConfig::MEERKAT_ICU)
  message(STATUS "Collations: by ICU ${MEERKAT_ICU_icu-i18n_VERSION}")
else()
  message(STATUS "Collations: none, without ICU (libicu-dev)")
endif()

# So may OpenSSL: then nobody can log in to the server, and it has no TLS. Nothing but the tools needs it.
set(MEERKAT_HAS_OPENSSL OFF)
if(MEERKAT_TOOLS AND MEERKAT_WITH_OPENSSL)
  if(MEERKAT_WITH_OPENSSL STREQUAL "AUTO")
    find_package(OpenSSL 1.1.1 QUIET COMPONENTS Crypto SSL)
  else()
    find_package(OpenSSL 1.1.1 REQUIRED COMPONENTS Crypto SSL)
  endif()
  if(TARGET OpenSSL::SSL)
    set(MEERKAT_HAS_OPENSSL ON)
  endif()
endif()
if(MEERKAT_HAS_OPENSSL)
  message(STATUS "Logins and TLS: by OpenSSL ${OPENSSL_VERSION}")
else()
  message(STATUS "Logins and TLS: none, without OpenSSL (libssl-dev)")
endif()

# So may S2: then there is no GeoJSON in filters. Never with an Abseil of our own: the distribution's
# S2 would bring the distribution's Abseil along.
set(MEERKAT_HAS_S2 OFF)
if(MEERKAT_WITH_S2 AND NOT MEERKAT_SANITIZE MATCHES "thread")
  if(MEERKAT_WITH_S2 STREQUAL "AUTO")
    find_package(S2 QUIET)
  else()
    find_package(S2 REQUIRED)
  endif()
endif()
if(S2_FOUND)
  set(MEERKAT_HAS_S2 ON)
  set(MEERKAT_S2_TARGET S2::s2)
  message(STATUS "Geometry on the sphere: by S2, ${S2_LIBRARY}")
else()
  message(STATUS "Geometry on the sphere: none, without S2 (libs2-dev)")
endif()

include(RocksDB)

# One list for all layers: Abseil's parts are small and mostly headers.
set(MEERKAT_ABSL
    absl::status absl::statusor absl::strings absl::str_format absl::synchronization absl::time
    absl::flat_hash_map absl::flat_hash_set absl::btree absl::hash absl::int128
    absl::inlined_vector absl::fixed_array absl::function_ref absl::cleanup absl::span
    absl::core_headers absl::base)
