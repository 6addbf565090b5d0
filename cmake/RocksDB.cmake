# RocksDB as meerkat::rocksdb: the release build that tools/dev setup leaves in the machine's cache,
# any other folder (MEERKAT_ROCKSDB_ROOT), or the installed library (MEERKAT_SYSTEM_ROCKSDB).
if(MEERKAT_SYSTEM_ROCKSDB)
  find_package(RocksDB REQUIRED CONFIG)
  add_library(meerkat::rocksdb INTERFACE IMPORTED)
  target_link_libraries(meerkat::rocksdb INTERFACE RocksDB::rocksdb-shared)
  message(STATUS "RocksDB ${RocksDB_VERSION}, as installed")
  return()
endif()

if(MEERKAT_ROCKSDB_ROOT)
  set(MEERKAT_ROCKSDB_DIR "${MEERKAT_ROCKSDB_ROOT}")
else()
  if(MEERKAT_SANITIZE MATCHES "thread")
    set(MEERKAT_ROCKSDB_DIR "${MEERKAT_CACHE_DIR}/rocksdb-tsan")
  else()
    set(MEERKAT_ROCKSDB_DIR "${MEERKAT_CACHE_DIR}/rocksdb-release")
  endif()
endif()

set(MEERKAT_ROCKSDB_ARCHIVE "${MEERKAT_ROCKSDB_DIR}/lib/librocksdb.a")
if(NOT EXISTS "${MEERKAT_ROCKSDB_ARCHIVE}" OR NOT EXISTS "${MEERKAT_ROCKSDB_DIR}/include/rocksdb/db.h")
  message(FATAL_ERROR
    "No RocksDB in ${MEERKAT_ROCKSDB_DIR}.\n"
    "Run 'tools/dev setup' once (it builds RocksDB and keeps it), or give\n"
    "-DMEERKAT_ROCKSDB_ROOT=DIR or -DMEERKAT_SYSTEM_ROCKSDB=ON.")
endif()

# What the archive was compiled to need, in the form its users link it.
pkg_check_modules(MEERKAT_COMPRESSION REQUIRED IMPORTED_TARGET liblz4 libzstd snappy)

add_library(meerkat::rocksdb STATIC IMPORTED)
set_target_properties(meerkat::rocksdb PROPERTIES
  IMPORTED_LOCATION "${MEERKAT_ROCKSDB_ARCHIVE}"
  INTERFACE_INCLUDE_DIRECTORIES "${MEERKAT_ROCKSDB_DIR}/include")
target_link_libraries(meerkat::rocksdb INTERFACE
  PkgConfig::MEERKAT_COMPRESSION Threads::Threads ${CMAKE_DL_LIBS})
message(STATUS "RocksDB in ${MEERKAT_ROCKSDB_DIR}")
