# MEERKAT_SANITIZE instruments everything we compile; a report ends the program, so a test fails.
if(MEERKAT_SANITIZE)
  set(flags -fsanitize=${MEERKAT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_options(${flags})
  # The fuzz targets name their sanitizers with the fuzzer's own main (tests/fuzz); "no-link" is a
  # compiler's word only.
  string(REPLACE "fuzzer-no-link," "" linked "${MEERKAT_SANITIZE}")
  add_link_options(-fsanitize=${linked})
endif()
