#!/bin/sh
# Makes .venv from requirements.lock with plain pip. Does nothing when it already stands as the lock describes.
# Every path is relative: the project may live in a folder with spaces in its name.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}

stop() { printf '%s\n' "$*" >&2; exit 1; }

command -v "$PYTHON" >/dev/null 2>&1 ||
  stop "Python が見つかりません（$PYTHON）。Python 3.11 以上を入れるか、make PYTHON=/…/python3.11 のように場所を指定してください。"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  stop "Python 3.11 以上が必要です（いまは $("$PYTHON" -V 2>&1)）。make PYTHON=python3.11 のように指定してください。"
"$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
  stop "この Python には venv（ensurepip）がありません。Debian・Ubuntu では「apt-get install python3-venv」を管理者が一度実行し、もう一度お試しください。"

# The stamp names the lock, the project's own declaration and the interpreter.
key=$("$PYTHON" - <<'PY'
import hashlib, pathlib, sys
parts = [pathlib.Path(name).read_bytes() for name in ("requirements.lock", "pyproject.toml")]
print(hashlib.sha256(b"\0".join([*parts, sys.version.encode()])).hexdigest()[:16])
PY
)

# Console scripts hold absolute paths, so an environment that was moved, copied or cut short is made anew.
stands_here() {
  .venv/bin/python -m pip --version >/dev/null 2>&1 &&
    head -n 2 .venv/bin/pip 2>/dev/null | grep -qF "$(pwd)/.venv/" &&
    [ "$(.venv/bin/python -V)" = "$("$PYTHON" -V)" ]
}

stands_here && [ -f ".venv/.ready-$key" ] && exit 0

if ! stands_here; then
  printf '%s\n' "Python の環境を .venv に用意します。"
  "$PYTHON" -m venv --clear .venv
fi
rm -f .venv/.ready-*
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
: > ".venv/.ready-$key"
printf '%s\n' "用意ができました（.venv）。"
