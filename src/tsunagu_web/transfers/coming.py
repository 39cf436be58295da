"""移管を受けた: the locked file of another municipality is opened, kept sealed with the case, and read. What goes on into the 支援経過 a
person chooses line by line; what the other town decided or judged is read only."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_file, sha256_of_text
from tsunagu.month import Home
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import gaps_places, places_in, without_places
from tsunagu_web.notes.forms import has_individual_number
from tsunagu_web.reading import RunView
from tsunagu_web.support.models import ContactRecord
from tsunagu_web.support.tasks import lock_open
from tsunagu_web.support.writing import write_contact
from tsunagu_web.town import home_folder
from tsunagu_web.transfers import came_reader
from tsunagu_web.transfers.models import CameFile, TakenOver

MOST_BYTES = 20 << 20
LIMITED = "【見てよい範囲："
WAY = "office"
"""かかわり方 of the line in the 支援経過: 関係機関との連絡."""
Line = Annotated[str, StringConstraints(max_length=8000)]
Lines = Annotated[list[Line], Field(max_length=5000)]


class CameChild(BaseModel):
    """One child as the other town writes of it."""

    code: Line
    name: Line
    kana: Line
    birth_date: Line
    words: Line
    facts: Lines


class CameData(BaseModel):
    """What packing.data_of wrote there."""

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["case_transfer"]
    from_: Line = Field(alias="from", min_length=1)
    to: Line
    ground: Line
    moved_on: Line
    handed_over: Lines
    protected: bool
    registration: Line
    children: Annotated[list[CameChild], Field(max_length=50)]
    women: Lines
    decisions: Lines
    plan: Lines
    tasks: Lines
    contacts: Lines
    referrals: Lines
    sightings: Lines
    left_out: Lines


@dataclass(frozen=True)
class CameLine:
    """One line of the file as this household's case may show it. `why_not`: why it cannot be taken over; `taken`: number of the
    支援経過 it was taken into, unless that was withdrawn."""

    key: str
    words: str
    why_not: str
    taken: int | None


@dataclass(frozen=True)
class CamePart:
    """Lines of one kind, under their heading. `of`: what must stand before them elsewhere: of which child, or what they are."""

    label: str
    of: str
    lines: list[CameLine]


def checksum_of(data: Mapping[str, object]) -> str:
    """Of everything but the checksum itself."""
    rest = {key: value for key, value in data.items() if key != "checksum"}
    return sha256_of_text(json.dumps(rest, ensure_ascii=False, sort_keys=True))


def opened(path: Path, password: str) -> str:
    """The data of a locked file, whole and as its town wrote it. Raises RefusedError C263 (password), C264 (damaged), C265 (no 移管),
    C269 (another version)."""
    limits = Home(home_folder()).limits
    task = {"path": str(path), "password": password}
    asked = json.dumps(task | {"memory_mb": limits.child_memory_mb, "seconds": limits.child_seconds})
    command = [sys.executable, "-I", came_reader.__file__]
    try:
        told = subprocess.run(
            command, input=asked, capture_output=True, text=True, timeout=limits.child_seconds * 3, env={}
        )
        answer: dict[str, str] = json.loads(told.stdout or '{"why": "damaged"}')
    except subprocess.TimeoutExpired:
        answer = {"why": "damaged"}
    if answer.get("why") == "wrong_password":
        raise RefusedError(
            "C263", "このパスワードでは開きません", "移管元から電話などで聞いたパスワードを、確かめてください"
        )
    if answer.get("why") == "other":
        raise _no_transfer()
    if "data" not in answer:
        raise _damaged()
    try:
        data = json.loads(answer["data"])
    except ValueError:
        raise _damaged() from None
    if not isinstance(data, dict) or data.get("kind") != "case_transfer":
        raise _no_transfer()
    if data.get("checksum") != checksum_of(data):
        raise _damaged()
    try:
        CameData.model_validate(data)
    except ValidationError:
        raise RefusedError(
            "C269", "読めない版の移管のファイルです", "移管元に、紙で送ってもらうか、版を確かめてもらってください"
        ) from None
    return answer["data"]


def _no_transfer() -> RefusedError:
    return RefusedError(
        "C265",
        "ケース移管のファイルではありません",
        "移管元のつなぐが作った「ケース移管_…_かぎ付き.pdf」を選んでください",
    )


def _damaged() -> RefusedError:
    return RefusedError(
        "C264", "ファイルがこわれているか、作られたあとで変わっています", "移管元に、もう一度送ってもらってください"
    )


def keep(case: Case, user: User, role: str, path: Path, name: str, data: str) -> CameFile:
    """Keep the file as it came, and what it holds. Call inside the recording transaction.

    Raises RefusedError C044 (the case has ended), C266 (it was read in before).
    """
    lock_open(case)
    digest = sha256_of_file(path)
    if case.came_files.filter(sha256=digest).exists():
        raise read_before()
    kept = base64.b64encode(path.read_bytes()).decode("ascii")
    return CameFile.objects.create(
        case=case, at=clock.now(), by=user, role=role, name=name, sha256=digest, kept=kept, data=data
    )


def read_before() -> RefusedError:
    """The same file, byte for byte."""
    return RefusedError("C266", "このファイルは、もう読み込まれています", "この画面の一覧を見てください")


def data_in(came: CameFile) -> CameData:
    """What the file holds."""
    return CameData.model_validate_json(str(came.data))


def parts_of(came: CameFile, run: RunView) -> list[CamePart]:
    """Everything in it, heading by heading; of a household whose places are hidden with gaps."""
    gaps = gaps_places(came.case, run)
    standing = came.taken.filter(contact__withdrawal__isnull=True)
    taken = dict(standing.values_list("line", "contact__number"))

    def line(key: str, words: str, why_not: str) -> CameLine:
        if not why_not and LIMITED in words:
            why_not = "見てよい範囲が決められています"
        if not why_not and gaps and places_in(words, run):
            why_not = "場所に見える言葉があります"
        if not why_not and has_individual_number(words):
            why_not = "個人番号に見える数字があります"
        return CameLine(key, without_places(words, run) if gaps else words, why_not, taken.get(key))

    return [
        CamePart(label, of or label, [line(f"{key}:{at}", words, why_not) for at, words in enumerate(lines)])
        for key, label, of, why_not, lines in _headed(data_in(came))
    ]


def rows_of(data: CameData) -> Iterator[tuple[str, Sequence[str]]]:
    """Heading and lines of everything in it; of which child a line is, without the name."""
    for key, label, _, _, lines in _headed(data):
        yield ("こどもの記録" if key.startswith("child") else label), lines


def _headed(data: CameData) -> Iterator[tuple[str, str, str, str, Sequence[str]]]:
    """(key, heading, CamePart.of where the heading says too much for it, why its lines cannot be taken over, lines)."""
    yield "registration", "要対協の登録", "", "", [data.registration] if data.registration else []
    for at, child in enumerate(data.children):
        heading = "　".join(one for one in (child.name, child.kana, child.birth_date, child.words) if one)
        yield f"child{at}", f"こども　{heading or child.code}", f"こども　{child.name or child.code}", "", child.facts
    yield "women", "妊婦", "", "", data.women
    yield "decisions", "会議の決定", "", "前の市町村の判断です", data.decisions
    yield "plan", "サポートプラン", "", "", data.plan
    yield "tasks", "対応事項", "", "", data.tasks
    yield "contacts", "支援経過", "", "", data.contacts
    yield "referrals", "社会資源の案内", "", "", data.referrals
    yield "sightings", "最終目視確認", "", "", data.sightings


def take_over(came: CameFile, user: User, role: str, run: RunView, keys: Sequence[str]) -> ContactRecord:
    """Write the chosen lines into the 支援経過, as what the other town told. Call inside the recording transaction.

    Raises RefusedError C044 (the case has ended), C267 (nothing chosen, or a line that is not to be taken).
    """
    lock_open(came.case)
    # Of which child a line is stands in its heading alone: without it a fact of one would be read as one of the sister.
    parts = [(part.of, [one for one in part.lines if one.key in keys]) for part in parts_of(came, run)]
    chosen = [one for _, lines in parts for one in lines]
    if not chosen or len(chosen) < len(set(keys)) or any(one.why_not or one.taken is not None for one in chosen):
        raise RefusedError(
            "C267", "写す行が選ばれていないか、写せない行か、もう写した行です", "画面を開き直し、行を選び直してください"
        )
    town = data_in(came).from_
    heard = "\n".join(word for of, lines in parts if lines for word in (f"【{of}】", *(one.words for one in lines)))
    words = {
        "with_whom": town,
        "heard": f"他自治体からの記録：\n{heard}",
        "heard_from": f"{town}のケース移管のファイル",
    }
    contact = write_contact(came.case, user, role, on=clock.today(), way=WAY, words=words)
    for one in chosen:
        TakenOver.objects.create(came=came, line=one.key, contact=contact)
    return contact
