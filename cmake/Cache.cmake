# Where tools/dev setup leaves what it builds: the same path as meerkat_cache in
# tools/setup/common.sh.
if(NOT "$ENV{MEERKAT_CACHE}" STREQUAL "")
  set(MEERKAT_CACHE_DIR "$ENV{MEERKAT_CACHE}")
elseif(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(MEERKAT_CACHE_DIR "$ENV{XDG_CACHE_HOME}/meerkat")
else()
  set(MEERKAT_CACHE_DIR "$ENV{HOME}/.cache/meerkat")
endif()
