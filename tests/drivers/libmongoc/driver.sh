# shellcheck shell=bash disable=SC2034,SC2046
# libmongoc, from Debian.
has_toolchain() { has cc pkg-config && { pkg-config --exists libmongoc-1.0 || { echo "libmongoc is missing"; return 1; }; }; }
compile() { cc -std=c11 -D_GNU_SOURCE -Wall -Wextra -o program program.c $(pkg-config --cflags --libs libmongoc-1.0); }
program=(./program)
