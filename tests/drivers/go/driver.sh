# shellcheck shell=bash disable=SC2034,SC2154
registry='the Go module proxy'
pins=(go.mod go.sum)
export GOMODCACHE=$work/modules GOCACHE=$work/built GOTOOLCHAIN=local GOFLAGS="${GOFLAGS:-} -modcacherw"
has_toolchain() { has go && at_least 1.18 "$(go env GOVERSION | tr -d go)" go; }
fetch() { go mod download; }
registry_answers() { go list -m -versions go.mongodb.org/mongo-driver/v2; }
compile() { go build -o program main.go; }
program=(./program)
