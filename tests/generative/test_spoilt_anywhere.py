"""Files of a whole invented town, spoilt at random places: whatever it does to them, each gets its receipt and its rows add up."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from random import Random

import pytest

from generative.handing_in import CATCH_ALL, read_message
from support.counter import Counter, kaisei
from tsunagu.intake import receipt_text
from tsunagu.sample import write_sample

FILES = 120
PIECES = [",", '"', '""', "\r\n", "\r", "\t", "{", "]", "-", "9" * 20, "=1", "1E400", "R99.99.99", "令和", "〃", "\x1a", "\x02",
          "null", "０", "　", "不詳", "H0.0.0", "9999-99-99", "\u3099", "𠮷", "ｶﾞ", "●", "\ue000", "<b>", "\\ud800", "1" * 300,
          "1.5", "1,234", "約3", "3本"]  # fmt: skip
TAGS = ["<c/>", "<row/>", "</row>", "<v>1</v>", "<f>1/0</f>", "&amp;", "&#0;", 'r="A1"', 't="e"', 't="d"', "<is><t>x</t></is>",
        's="999"', '<mergeCell ref="A1:B2"/>', "1e308", "NaN", "<!-- -->", "<![CDATA[x]]>", 'r="A0"', 'r="-1"']  # fmt: skip


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("town")
    write_sample(folder, pack="kaisei", seed=5, children=60, month=date(2026, 10, 1), dirt=0.05)
    return sorted((folder / "inbox").iterdir())


def spoil_text(text: str, pieces: list[str], rng: Random) -> str:
    """Put in, take out, write over or double something, at up to twenty places, half of them behind a comma."""
    for _ in range(rng.choice((1, 2, 5, 20))):
        at = rng.randint(0, max(0, len(text) - 1))
        if rng.random() < 0.5:
            at = text.find(",", at) + 1
        what = rng.randint(0, 3)
        if what == 0:
            text = text[:at] + rng.choice(pieces) + text[at:]
        elif what == 1:
            text = text[:at] + text[at + rng.randint(1, 30) :]
        elif what == 2:
            text = text[:at] + rng.choice(pieces) + text[at + rng.randint(1, 8) :]
        else:
            start = rng.randint(0, len(text))
            text = text[:at] + text[start : start + rng.randint(1, 200)] + text[at:]
    return text


def spoil(data: bytes, rng: Random) -> bytes:
    """The same file, spoilt as text where it is text, inside one of its parts where it is a workbook, inside the zip where it is packed."""
    if not data.startswith(b"PK"):
        encoding = "utf-8" if _reads_as_utf8(data) else "cp932"
        return spoil_text(data.decode(encoding, "replace"), PIECES, rng).encode(encoding, "ignore")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if "xl/workbook.xml" in parts:
        name = rng.choice([*parts, *["xl/worksheets/sheet1.xml"] * len(parts)])
        parts[name] = spoil_text(parts[name].decode(), TAGS, rng).encode()
    else:
        parts = {name: spoil(part, rng) for name, part in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return target.getvalue()


def _reads_as_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_whatever_is_spoilt_there_is_a_receipt_and_rows_add_up(inbox: list[Path], tmp_path: Path) -> None:
    seen = set()
    for number in range(FILES):
        file = inbox[number % len(inbox)]
        data = spoil(file.read_bytes(), Random(f"spoilt {number}"))
        receipt = Counter(tmp_path / str(number)).take(file.name, data)
        assert receipt.rows_in == receipt.rows_accepted + receipt.rows_refused, number
        assert CATCH_ALL not in receipt.counts, (number, receipt.sentence)
        told = read_message(receipt_text(receipt, kaisei().faults))
        assert told is not None
        assert set(told.faults) == set(receipt.counts), number
        assert all(fault.places and fault.cause and fault.remedy for fault in told.faults.values()), number
        seen.add(receipt.status)
    assert seen == {"accepted", "refused"}, "some damage costs a file, some only a row or a cell"
