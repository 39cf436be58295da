"""Two hundred malformed files: none crashes or hangs the reader, and every message says file, place, cause and remedy in Japanese."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter as Tally
from collections.abc import Sequence
from pathlib import Path

import pytest

from generative.handing_in import CATCH_ALL, PROGRAMMERS_WORDS, problems, read_message
from generative.handing_in_guarded import Desk, HandedIn
from generative.malformed import KINDS, Malformed, malformed, one_malformed
from support.counter import DAY, Counter
from tsunagu.base.errors import RefusedError
from tsunagu.drafting import Matcher, drafts_of

COUNT = 200
SEED = 7
PEAK_BYTES = 1 << 30
BY_COMMAND = ("gaiji", "zip bomb", "euc-jp", "name in CP932 bytes")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Malformed, HandedIn]]:
    """Every malformed file and what became of it. A home for each, so that no file stands in another's way."""
    return list(_hand_in_all(tmp_path_factory.mktemp("malformed"), malformed(SEED, COUNT)))


def _hand_in_all(folder: Path, files: object, twin: Sequence[str] = ()) -> list[tuple[Malformed, HandedIn]]:
    desk = Desk(folder, twin)
    try:
        return [(file, desk.hand_in(file, number)) for number, file in enumerate(files)]  # type: ignore[call-overload]
    finally:
        desk.close()


def test_every_kind_occurs_at_least_twice() -> None:
    assert COUNT >= 200
    assert 2 * len(KINDS) <= COUNT


def test_none_crashes_the_reader_or_keeps_it_beyond_the_guard(handed_in: list[tuple[Malformed, HandedIn]]) -> None:
    assert [file.kind for file, done in handed_in if done.crashed] == []
    assert [file.kind for file, done in handed_in if done.message is None] == []


def test_none_takes_a_gigabyte(handed_in: list[tuple[Malformed, HandedIn]]) -> None:
    assert [(file.kind, done.peak) for file, done in handed_in if done.peak > PEAK_BYTES] == []


def test_each_message_says_file_place_cause_and_remedy(handed_in: list[tuple[Malformed, HandedIn]]) -> None:
    wrong = [
        (file.kind, found, done.message) for file, done in handed_in if (found := problems(file, done.message or ""))
    ]
    assert wrong == []


def test_hardly_any_falls_into_the_catch_all(handed_in: list[tuple[Malformed, HandedIn]]) -> None:
    caught = Tally(file.kind for file, done in handed_in if CATCH_ALL in (done.message or ""))
    assert sum(caught.values()) <= 0.02 * len(handed_in), caught


def test_a_spoilt_row_or_cell_costs_no_more_than_itself(tmp_path: Path) -> None:
    for number, (name, kind) in enumerate(KINDS.items()):
        if kind.accepted:
            file = one_malformed(SEED, number, name)
            receipt = Counter(tmp_path / str(number)).take(file.name, file.damaged.data)
            assert receipt.rows_in == receipt.rows_accepted + receipt.rows_refused
            assert receipt.rows_refused <= 1, name


@pytest.mark.parametrize("kind", BY_COMMAND)
def test_the_command_answers_as_well(kind: str, tmp_path: Path) -> None:
    """A few of the kinds through `tsunagu intake`, as `make prove-malformed` does with each."""
    assert problems_of_command(one_malformed(SEED, 1, kind), tmp_path) == []


def test_a_draft_is_made_of_each_kind_or_refused_with_a_sentence(tmp_path: Path) -> None:
    """`source draft` meets the same files: it may make something of them, and it may not fall over one."""
    found = {name: problems_of_draft(one_malformed(SEED, 2, name), tmp_path / str(n)) for n, name in enumerate(KINDS)}
    assert {name: told for name, told in found.items() if told} == {}


def problems_of_draft(file: Malformed, folder: Path) -> list[str]:
    """Look at the file as one of an unknown layout: a draft, or a sentence that names the file and says what to do."""
    counter = Counter(folder)
    path = counter.put(file.name, file.damaged.data, grown_to=file.damaged.grown_to)
    try:
        drafts_of(path, Matcher(counter.pack), counter.folder)
    except RefusedError as error:
        told = str(error)
        wanted = (error.code == "Y001", file.name in told or file.damaged.name is not None, bool(error.remedy))
        return [] if all(wanted) and not PROGRAMMERS_WORDS.search(told) else [told]
    finally:
        path.unlink()
    return []


def problems_of_command(file: Malformed, folder: Path) -> list[str]:
    """What is wrong with how `tsunagu intake` answers one malformed file: exit status, message, traceback."""
    counter = Counter(folder)
    (counter.home / "home.yaml").write_text("schema: 1\npack: kaisei\nmunicipality: 開成町\n", encoding="utf-8")
    path = counter.put(file.name, file.damaged.data, grown_to=file.damaged.grown_to)
    command = [sys.executable, "-c", "from tsunagu.cli import main; main()", "intake", str(path)]
    command += ["--home", str(counter.home), "--received", DAY.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    path.unlink()
    found = problems(file, done.stdout)
    if done.returncode != (0 if file.accepted else 2):
        found.append(f"ends with {done.returncode}")
    if "Traceback" in done.stdout + done.stderr:
        found.append("a traceback")
    return found


def test_a_reader_that_guesses_is_caught(tmp_path: Path) -> None:
    """The broken twin: every file that it should not be able to read is answered wrongly."""
    unreadable = [number for number, kind in enumerate(KINDS.values()) if kind.expected == ("file.undecodable",)]
    files = [one_malformed(SEED, number, list(KINDS)[number]) for number in unreadable]
    answers = _hand_in_all(tmp_path, files, ["guesses"])
    assert len(answers) >= 8
    assert [file.kind for file, done in answers if not problems(file, done.message or "")] == []


def test_a_reader_without_limits_is_caught(tmp_path: Path) -> None:
    """The broken twin: bombs and sheets without end are unpacked before anybody looks at them."""
    names = ("wide sheet", "zip bomb", "zip of one member a hundred times", "thousands of parts")
    files = [one_malformed(SEED, number, name) for number, name in enumerate(names)]
    answers = _hand_in_all(tmp_path, files, ["no_limits"])
    assert [file.kind for file, done in answers if not problems(file, done.message or "")] == []


GOOD = """受け取れません  JUKI.csv（住民基本台帳（個人））
  なくてはならない見出しがありません。見出しの行を付けて書き出し直してください
  ・[file.header_missing] 見出しが見つからない 1件（機械可読性ルール L1-05）
    場所: シート「台帳」3行目「宛名番号」、4行目 ほか2件
    原因: 必要な見出しのそろった行がありません
    対応: 見出しの行を付けて書き出し直してください"""


def test_a_message_is_read_back_part_by_part() -> None:
    told = read_message(GOOD)
    assert told is not None
    assert (told.status, told.file) == ("refused", "JUKI.csv")
    fault = told.faults["file.header_missing"]
    assert [(place.sheet, place.line, place.column) for place in fault.places] == [
        ("台帳", 3, "宛名番号"),
        (None, 4, None),
    ]


@pytest.mark.parametrize("lost", ["    場所: .*\n", "    原因: .*\n", "    対応: .*", "受け取れません", "JUKI.csv"])
def test_a_message_that_lacks_a_part_is_found_out(lost: str) -> None:
    import re

    file = one_malformed(SEED, 0, "needed heading of a sheet lost")
    place = file.damaged
    text = GOOD.replace("JUKI.csv", file.name).replace("3行目", f"{place.line}行目").replace("宛名番号", "受付番号")
    assert problems(file, text) == []
    assert problems(file, re.sub(lost.replace("JUKI.csv", re.escape(file.name)), "", text, count=1)) != []


def test_answers_of_the_worker_are_whole(handed_in: list[tuple[Malformed, HandedIn]]) -> None:
    assert all(json.dumps(done.message) and done.cpu > 0 and done.peak > 0 for _, done in handed_in)
