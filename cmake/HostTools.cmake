# ccache and mold when the machine has them; never needed, and not for someone who embeds us.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

include(CheckLinkerFlag)

find_program(MEERKAT_CCACHE ccache)
if(MEERKAT_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${MEERKAT_CCACHE}")
  if(MEERKAT_PRECOMPILE)
    # ccache's manual, "Precompiled headers": what it must overlook to keep such compilations.
    list(PREPEND CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros)
  endif()
  set(CMAKE_C_COMPILER_LAUNCHER "${MEERKAT_CCACHE}")
endif()

find_program(MEERKAT_MOLD mold)
if(MEERKAT_MOLD)
  check_linker_flag(CXX -fuse-ld=mold MEERKAT_COMPILER_KNOWS_MOLD)
  if(MEERKAT_COMPILER_KNOWS_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()

# Abseil is dozens of small shared libraries, and loading each takes its part of a program's start.
check_linker_flag(CXX -Wl,--as-needed MEERKAT_LINKER_KNOWS_AS_NEEDED)
if(MEERKAT_LINKER_KNOWS_AS_NEEDED)
  add_link_options(-Wl,--as-needed)
endif()
