# shellcheck shell=bash
# Shared by tools/dev and the scripts beside this one; sourced, never run.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a command with the rights apt needs, whether we are root already or may become it.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "'$*' needs root: run this as root or install sudo"
  fi
}

# Where things live that outlast a build tree and are shared by all of them (the built RocksDB).
# cmake/Cache.cmake computes the same path.
meerkat_cache() {
  printf '%s\n' "${MEERKAT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/meerkat}"
}

# A field of /etc/os-release, or nothing.
os_release() {
  # shellcheck disable=SC1091
  (. /etc/os-release && eval "printf '%s\n' \"\${$1:-}\"")
}
