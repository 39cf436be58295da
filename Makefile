# Two commands to remember: `make demo` and `make test`. Both begin with `make setup`.
# Every path is relative, so the project works from a folder with spaces in its name.

SHELL := /bin/sh
export PYTHON ?= python3
# Threads that wait must sleep: spinning OpenMP threads take the processor from the worker that has something to do.
export OMP_WAIT_POLICY := PASSIVE
export PYTHONUTF8 := 1

RUN := .venv/bin/python

DEMO_SEED ?= 1
DEMO_CHILDREN ?= 3319
DEMO_MONTH ?= 2026-10
DEMO_AS_OF ?= 2026-10-31
# Months to live through first, oldest first, e.g. "2026-08 2026-09": the pages then show how points and numbers move.
DEMO_EARLIER ?=
DEMO_DIRT ?= 0.02
DEMO_CAPACITY ?= 5
DEMO_LEDGER_FROM ?= 2026-04-01
DEMO_FOLDER ?= demo
SERVE ?= yes
PORT ?= 8000
export DEMO_SEED DEMO_CHILDREN DEMO_MONTH DEMO_AS_OF DEMO_EARLIER DEMO_DIRT DEMO_CAPACITY DEMO_LEDGER_FROM DEMO_FOLDER SERVE PORT

# Tests run on two workers unless told otherwise: each test that starts a server or a browser keeps to one file. Files go in
# their own order: sorted by how many tests they hold, the one long test of the web on PostgreSQL would come last and alone.
WORKERS ?= 2
TESTS ?= tests

.PHONY: help setup demo test system-parts check fix anchors lock clean
help:
	@sed -n 's/^#: //p' Makefile

#: make setup          .venv を用意する（requirements.lock のとおり）
setup:
	@sh tools/setup.sh

#: make demo           架空の町「開成町」の1か月を作り、実行し、画面を開く（SERVE=no で画面の手前まで、
#:                     DEMO_EARLIER=2026-09 で前の月も）
demo: setup
	@sh tools/demo.sh

#: make training       研修用のホームを training に作る（架空の町、役割ごとの演習、ログイン）
.PHONY: training
training: setup
	.venv/bin/tsunagu training make training

#: make test           すべての試験（部品が足りなければ、許されるときは入れる）
test: setup system-parts
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

#: make system-parts   試験に要る Chromium、日本語フォント、PostgreSQL を確かめる
system-parts:
	@sh tools/system_parts.sh

#: make check          書き方、型、取り込みの向き、用語を1分以内で確かめる
check: setup
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	.venv/bin/lint-imports
	$(RUN) -m tools.check_glossary
	$(RUN) -m pytest -q -p no:xdist tests/docs/test_error_codes.py
	$(RUN) -m tools.import_contract --check
	$(RUN) -m tools.command_reference --check
	$(RUN) -m tsunagu.catalog.dictionary --check
	$(RUN) -m tsunagu.catalog.kinds_of_dirt --check
	$(RUN) -m tools.process_picture --check
	$(RUN) tests/spec/manual.py
	$(RUN) -m tools.readme_tables --check

#: make fix            機械で直せるものを直す
fix: setup
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .
	$(RUN) -m tools.import_contract --write
	$(RUN) -m tools.command_reference --write
	$(RUN) -m tsunagu.catalog.dictionary --write
	$(RUN) -m tsunagu.catalog.kinds_of_dirt --write
	$(RUN) -m tools.process_picture --write
	$(RUN) tests/spec/manual.py --write
	$(RUN) -m tools.readme_tables --write

#: make picture        操作手引きの画面の絵（一覧、はじめてのひと月、受理から支援まで）を、架空の町から作り直す（Chromium が要る）
.PHONY: picture
picture: setup
	@SERVE=no DEMO_EARLIER=2026-09 sh tools/demo.sh
	$(RUN) -m tools.page_picture
	$(RUN) -m tests.prove.play_pictures
	$(RUN) -m tools.training_picture

#: make anchors        比べる相手を別の環境 .anchors に入れる
anchors:
	@sh tools/anchors.sh

#: make spark          県の照合を Spark で動かすための環境 .spark（約1GB。Java 17 が要る）
.PHONY: spark
spark:
	@sh tools/spark.sh

#: make prove-…        identity judgements desk indicators kill malformed protection seeds town draft drift audit looks plays spark benchmarks。全数で確かめ、evidence/ に書く
.PHONY: prove-identity prove-judgements prove-desk prove-indicators prove-kill prove-malformed prove-protection prove-seeds prove-town prove-draft prove-drift prove-audit prove-looks prove-plays prove-spark prove-benchmarks
prove-identity: setup anchors
	$(RUN) -m benchmarks.identity
prove-judgements: setup
	$(RUN) -m tests.generative.judgement_sequences
prove-desk: setup
	$(RUN) -m tests.prove.desk
prove-indicators: setup
	$(RUN) tests/generative/prove_indicators.py
prove-kill: setup
	$(RUN) -m tests.prove.kill
prove-malformed: setup
	$(RUN) -m tests.prove.malformed
prove-protection: setup
	$(RUN) -m tests.prove.protection
prove-seeds: setup
	$(RUN) -m tests.prove.seeds
prove-drift: setup
	$(RUN) -m tests.prove.drift
prove-audit: setup
	$(RUN) -m tests.prove.audit
prove-looks: setup
	$(RUN) -m tests.prove.looks
prove-plays: setup system-parts
	$(RUN) -m tests.prove.plays
prove-town: setup
	$(RUN) -m tests.prove.town
prove-draft: setup
	$(RUN) -m tests.prove.draft
prove-spark: RUN = PYTHONPATH=src .spark/bin/python
prove-spark: spark
	$(RUN) -m tests.prove.spark
prove-benchmarks: setup anchors
	$(RUN) -m benchmarks.run
	$(RUN) -m benchmarks.intake
	$(RUN) -m benchmarks.indicators
	$(RUN) -m benchmarks.indicators.decision
	$(RUN) -m benchmarks.load
	$(RUN) -m benchmarks.page
	$(RUN) -m benchmarks.copies
	$(RUN) -m benchmarks.city

#: make lock           requirements.lock、requirements-spark.lock、benchmarks/anchors.txt を作り直す（保守する人だけ。uv が要る）
UV ?= uv
COMPILE = "$(UV)" pip compile --universal --generate-hashes --python-version 3.11 \
  --no-header --no-emit-index-url --no-emit-find-links --quiet
lock:
	$(COMPILE) --extra dev pyproject.toml --output-file requirements.lock --no-emit-package tsunagu
	$(COMPILE) --extra spark --constraint requirements.lock pyproject.toml --output-file requirements-spark.lock --no-emit-package tsunagu
	$(COMPILE) benchmarks/anchors.in --output-file benchmarks/anchors.txt

#: make clean          作り直せるもの（demo、training、.venv、.anchors、.spark）を消す
clean:
	rm -rf demo training .venv .anchors .spark build
