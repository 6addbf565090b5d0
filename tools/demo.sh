#!/usr/bin/env bash
# The demo of 'tools/dev demo': imports real cities, reads them back, and leaves the database to
# play with. Each command opens the database anew, so everything shown has come from the disk.
#
#   tools/demo.sh [DIR]      DIR must not exist; without it build/demo, made anew every time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly meerkat=${MEERKAT_PROGRAM:-build/release/meerkat}
readonly cities=tools/data/cities.ndjson
readonly expected=24323
readonly directory=${1:-build/demo}
readonly collection=(--path "$directory" --db geo --collection cities)

die() {
  printf 'demo: %s\n' "$*" >&2
  exit 1
}

# styled SGR TEXT: in bold (1), dim (2) ... on a terminal, plainly elsewhere.
styled() {
  if [[ -t 1 ]]; then printf '\033[%sm%s\033[0m\n' "$1" "$2"; else printf '%s\n' "$2"; fi
}

heading() {
  echo
  styled 1 "$*"
}

# Shows a command as one would type it.
show() {
  local word line='$ meerkat'
  for word in "$@"; do
    [[ $word == *['{ $']* ]] && word="'$word'"
    line+=" $word"
  done
  styled 2 "$line"
}

run() {
  show "$@"
  "$meerkat" "$@"
}

prepare() {
  [[ -x $meerkat ]] || die "there is no $meerkat: run 'tools/dev build' first"
  if [[ $# -gt 0 ]]; then
    [[ ! -e $1 ]] || die "$1 exists already"
  else
    rm -rf build/demo
  fi
}

find_city() {
  local id=$1 name=$2 found
  show find "${collection[@]}" "{\"_id\": $id}"
  found=$("$meerkat" find "${collection[@]}" "{\"_id\": $id}")
  printf '%s\n' "$found"
  [[ $found == *"\"name\":\"$name\""* ]] || die "that should be $name"
}

# query WANTED FIND_ARGUMENTS...: prints a table in which WANTED must stand.
query() {
  local wanted=$1 found
  shift
  echo
  show find "${collection[@]}" --table "$@"
  found=$("$meerkat" find "${collection[@]}" --table "$@")
  printf '%s\n' "$found"
  [[ $found == *"$wanted"* ]] || die "there should be $wanted"
}

# shellcheck disable=SC2016 # the dollars are MongoDB's
ask() {
  query Zürich '{"country": "CH", "population": {"$gte": 100000}}' --sort '{"population": -1}'
  query Beijing '{"feature": "PPLC"}' --projection '{"_id": 0, "name": 1, "country": 1, "population": 1}' \
    --sort '{"population": -1}' --limit 5
  query Tromsø '{"loc.1": {"$gt": 66.56}, "population": {"$gt": 50000}}' --sort '{"loc.1": -1}'
  query 'San Antonio' '{"name": {"$regex": "^san ", "$options": "i"}, "country": {"$in": ["US", "MX"]}}' \
    --sort '{"population": -1, "name": 1}' --limit 5
  query Auckland '{"$or": [{"country": "NZ"}, {"country": "AU"}], "feature": {"$not": {"$in": ["PPL", "PPLX"]}}}' \
    --sort '{"country": -1, "population": -1}' --limit 5
}

read_all() {
  show find "${collection[@]}"
  local began ended
  began=$(date +%s%N)
  "$meerkat" find "${collection[@]}" | cmp - "$cities" || die "what comes out is not what went in"
  ended=$(date +%s%N)
  printf '%d documents, byte for byte what went in, in %d ms\n' \
    "$(wc -l <"$cities")" $(((ended - began) / 1000000))
}

show_sizes() {
  run stats --path "$directory"
  "$meerkat" stats --path "$directory" --json | grep -q "\"count\":${expected}[,}]" ||
    die "there should be $expected documents"
  run validate --path "$directory"
}

server=''
stop_server() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
}

# The same database through MongoDB's driver for Python, where that can be had.
ask_by_pymongo() {
  local folder status=0 uri
  folder=$(tests/drivers/run --fetch pymongo) || status=$?
  [[ $status -ne 77 ]] || return 0
  [[ $status -eq 0 ]] || die "PyMongo cannot be fetched"
  show serve --path "$directory" --port 0
  exec {out}< <(exec "$meerkat" serve --path "$directory" --port 0)
  server=$!
  trap stop_server EXIT
  read -r uri <&"$out" || die "the server does not start"
  printf '%s\n' "$uri"
  styled 2 "\$ python3 tools/demo_pymongo.py ${uri#listening on }"
  "$folder/venv/bin/python" tools/demo_pymongo.py "${uri#listening on }"
  kill "$server"
  # It has closed the database when it has closed its output.
  cat <&"$out" >/dev/null
  server=''
}

main() {
  prepare "$@"
  heading "Import $expected cities (GeoNames, CC BY 4.0)"
  run import "$cities" "${collection[@]}"
  heading "Find some by _id"
  find_city 2950159 Berlin
  find_city 1850147 Tokyo
  find_city 2657896 Zürich
  heading "Five questions"
  ask
  heading "Read all of them, in the order of insertion"
  read_all
  heading "The same through PyMongo"
  ask_by_pymongo
  heading "How large is it, and is it whole?"
  show_sizes
  heading "Yours to play with: $directory"
  cat <<END
$meerkat find ${collection[*]} --limit 3 --pretty
echo '{"name": "Atlantis"}' | $meerkat import - ${collection[*]}
$meerkat serve --path $directory     (then any driver, or mongosh)
$meerkat --help
END
}

main "$@"
