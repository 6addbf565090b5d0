# shellcheck shell=bash disable=SC2034
# The newest PyMongo, from PyPI.
registry=PyPI
pins=(requirements.txt)
has_toolchain() { has python3 && { python3 -c 'import ensurepip' 2>/dev/null || { echo "python3 has no venv"; return 1; }; }; }
fetch() { python3 -m venv venv && venv/bin/pip install -q -r requirements.txt; }
registry_answers() { venv/bin/pip download -q --no-deps -d answer pymongo; }
program=(venv/bin/python program.py)
