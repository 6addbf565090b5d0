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
include(RocksDB)

# One list for all layers: Abseil's parts are small and mostly headers.
set(MEERKAT_ABSL
    absl::status absl::statusor absl::strings absl::str_format absl::synchronization absl::time
    absl::flat_hash_map absl::flat_hash_set absl::btree absl::hash absl::int128
    absl::inlined_vector absl::fixed_array absl::function_ref absl::cleanup absl::span
    absl::core_headers absl::base)
