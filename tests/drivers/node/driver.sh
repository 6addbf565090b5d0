# shellcheck shell=bash disable=SC2034
registry='the npm registry'
pins=(package.json package-lock.json)
has_toolchain() { has node npm && at_least 20.19 "$(node --version | tr -d v)" node; }
fetch() { npm ci --ignore-scripts; }
registry_answers() { npm view mongodb version; }
program=(node program.js)
