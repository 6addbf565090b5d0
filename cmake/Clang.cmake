# A toolchain file for the presets that want clang: Debian 12 installs it with its version in the
# name only.
find_program(MEERKAT_CLANG NAMES clang clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14 REQUIRED)
find_program(MEERKAT_CLANGXX NAMES clang++ clang++-20 clang++-19 clang++-18 clang++-17 clang++-16
             clang++-15 clang++-14 REQUIRED)
set(CMAKE_C_COMPILER "${MEERKAT_CLANG}")
set(CMAKE_CXX_COMPILER "${MEERKAT_CLANGXX}")
