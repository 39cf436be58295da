#!/bin/sh
# What the linking of a prefecture needs on Spark, in an environment of its own: pyspark is larger than all the rest together.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
java -version >/dev/null 2>&1 || [ -n "${JAVA_HOME:-}" ] || {
  printf '%s\n' "Spark に要る Java が見つかりません。Debian・Ubuntu では管理者が「apt-get install openjdk-17-jre-headless」を一度実行し、もう一度お試しください。" >&2
  exit 1
}
key=$(cksum < requirements-spark.lock | tr ' ' '-')
[ -f ".spark/.ready-$key" ] && exit 0
"$PYTHON" -m venv --clear .spark
.spark/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
: > ".spark/.ready-$key"
printf '%s\n' "Spark の用意ができました（.spark）。"
