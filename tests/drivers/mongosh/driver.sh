# shellcheck shell=bash disable=SC2034,SC2154,SC1091,SC2016
# Its lock file would be 6,000 lines: the version of the shell is pinned, those of its libraries are not.
. "$here/node/driver.sh"
pins=(package.json)
fetch() { npm install --ignore-scripts; }
# It keeps logs and settings in the home.
program=(bash -c 'HOME=$PWD/home exec node_modules/.bin/mongosh "$MEERKAT_URI" --quiet --norc --file program.js')
