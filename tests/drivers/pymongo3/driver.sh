# shellcheck shell=bash disable=SC2034,SC2154,SC1091
# PyMongo 3.11: Debian 12's own package, elsewhere the same from PyPI. The program is ../pymongo's.
. "$here/pymongo/driver.sh"
compile() { cp "$here"/pymongo/*.py .; }
if [[ $(os_release VERSION_CODENAME) == bookworm ]]; then
  has_toolchain() {
    /usr/bin/python3 -c 'import pymongo, snappy, zstandard' 2>/dev/null || { echo "python3-pymongo is missing"; return 1; }
  }
  fetch() { return 0; }
  program=(/usr/bin/python3 program.py)
fi
