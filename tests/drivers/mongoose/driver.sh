# shellcheck shell=bash disable=SC1091,SC2154
. "$here/node/driver.sh"
