#!/bin/sh
# One month of the invented town, from department files to the pages. Everything is written below DEMO_FOLDER.
set -eu
cd "$(dirname "$0")/.."
tsunagu=.venv/bin/tsunagu
folder=${DEMO_FOLDER:-demo}
export TSUNAGU_HOME="$folder/home"

# live MONTH DAY FOLDER: the files of a month, and the run over them.
live() {
  printf '%s\n' "架空の町「開成町」の $1 のファイルを作ります（こども $DEMO_CHILDREN 人、乱数の種 $DEMO_SEED）。"
  rm -rf "$3"
  "$tsunagu" sample "$3" --pack kaisei --seed "$DEMO_SEED" --children "$DEMO_CHILDREN" --month "$1" --dirt "$DEMO_DIRT"
  "$tsunagu" run "$3/inbox" --as-of "$2" --capacity "$DEMO_CAPACITY"
}

# A demo that was stopped half way, or shown before, is taken up again: the same files give the same run. Another town
# or other months begin anew, because the home would rightly refuse different files for a month it has received.
asked="$DEMO_SEED $DEMO_CHILDREN $DEMO_DIRT $DEMO_LEDGER_FROM ${DEMO_EARLIER:-} $DEMO_MONTH $DEMO_AS_OF"
if [ "$(cat "$folder/asked" 2>/dev/null || true)" != "$asked" ]; then
  rm -rf "$folder/home" "$folder"/town*
  mkdir -p "$folder"
  printf '%s\n' "$asked" > "$folder/asked"
fi
[ -f "$TSUNAGU_HOME/home.yaml" ] || "$tsunagu" init "$TSUNAGU_HOME" --pack kaisei --on "$DEMO_LEDGER_FROM" --demo

for month in ${DEMO_EARLIER:-}; do
  last_day=$(.venv/bin/python -c 'import calendar, sys
year, month = map(int, sys.argv[1].split("-"))
print(f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}")' "$month")
  live "$month" "$last_day" "$folder/town-$month"
done
live "$DEMO_MONTH" "$DEMO_AS_OF" "$folder/town"

# The list of protected people is handed in today as a town does it every day: without a fresh one no address is shown.
# A town too small to have one hands in a list of nobody, which is refused: it says so, and the demo goes on without addresses.
for list in "$folder"/town/inbox/SHIENSOCHI*; do
  "$tsunagu" protect "$list" || true
done

if [ "$SERVE" = no ]; then
  "$tsunagu" users demo
  printf '%s\n' "画面を開くには: $tsunagu serve --home $TSUNAGU_HOME --port $PORT"
  exit 0
fi
exec "$tsunagu" serve --port "$PORT"
