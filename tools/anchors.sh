#!/bin/sh
# The engines that benchmarks compare with, in an environment of their own: a newer anchor must not change what runs.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
key=$(cksum < benchmarks/anchors.txt | tr ' ' '-')
[ -f ".anchors/.ready-$key" ] && exit 0
"$PYTHON" -m venv --clear .anchors
.anchors/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/anchors.txt
: > ".anchors/.ready-$key"
printf '%s\n' "比べる相手の用意ができました（.anchors）。"
