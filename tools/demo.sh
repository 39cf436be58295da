#!/bin/sh
# One month of the invented town, from department files to the pages. Everything is written below demo/.
set -eu
cd "$(dirname "$0")/.."
tsunagu=.venv/bin/tsunagu
export TSUNAGU_HOME="demo/home"

printf '%s\n' "架空の町「開成町」の $DEMO_MONTH のファイルを作ります（こども $DEMO_CHILDREN 人、乱数の種 $DEMO_SEED）。"
"$tsunagu" sample demo/town --pack kaisei --seed "$DEMO_SEED" --children "$DEMO_CHILDREN" \
  --month "$DEMO_MONTH" --dirt "$DEMO_DIRT"

# A demo that was stopped half way, or shown before, is taken up again: the same files give the same run.
[ -f demo/home/home.yaml ] || "$tsunagu" init demo/home --pack kaisei --on "$DEMO_LEDGER_FROM" --demo

"$tsunagu" run demo/town/inbox --as-of "$DEMO_AS_OF" --capacity "$DEMO_CAPACITY"

if [ "$SERVE" = no ]; then
  "$tsunagu" users demo
  printf '%s\n' "画面を開くには: $tsunagu serve --home demo/home --port $PORT"
  exit 0
fi
exec "$tsunagu" serve --port "$PORT"
