# shellcheck shell=bash disable=SC2034
# RocksDB, the store below everything. Why not the distribution's own library: it is compiled with
# assertions (1.4 to 2.3 times slower), and its archive cannot become part of a shared library.
recipe=1
package=rocksdb

# Debian 12's own source (7.8.3) is old and has known bugs; the next release's builds there as well.
source_suite() {
  local suite
  suite=$(machine_suite)
  [[ $suite != bookworm ]] || suite=trixie
  echo "$suite"
}

# Hardware CRC32C without asking for AVX: every x86-64 machine since about 2009 and every ARMv8
# with the CRC extension runs the result. Never -march=native: the cache may be moved or shared.
processor() {
  case $(uname -m) in
    x86_64) echo x86-64-v2 ;;
    aarch64) echo armv8-a+crc+crypto ;;
    *) echo 1 ;; # RocksDB's word for "the baseline of this architecture"
  esac
}

# PORTABLE alone would do in RocksDB 8 and later; in older ones it is a switch only.
processor_flags() {
  [[ $(processor) == 1 ]] || echo "-march=$(processor)"
  [[ $(processor) != x86-64-v2 ]] || echo "-mpclmul"
}

options() {
  cat <<END
-DPORTABLE=$(processor)
-DCMAKE_UNITY_BUILD=ON
-DCMAKE_UNITY_BUILD_BATCH_SIZE=12
-DWITH_LZ4=ON
-DWITH_ZSTD=ON
-DWITH_SNAPPY=ON
-DUSE_RTTI=ON
-DROCKSDB_BUILD_SHARED=OFF
-DFAIL_ON_WARNINGS=OFF
END
  local part
  for part in ZLIB BZ2 GFLAGS JNI LIBURING NUMA TBB JEMALLOC \
    TESTS ALL_TESTS BENCHMARK_TOOLS CORE_TOOLS TOOLS TRACE_TOOLS; do
    echo "-DWITH_$part=OFF"
  done
}
