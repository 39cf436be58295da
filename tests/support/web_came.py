"""A locked ケース移管 as another municipality's Tsunagu makes one."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from support.web_cases import NUMBER, plant_cases

PASSWORD = "abcde-fghij-kmnpq-rstuv"
DATA: dict[str, Any] = {
    "schema": 1,
    "kind": "case_transfer",
    "from": "小田原市",
    "to": "開成町 こども課",
    "ground": "個人情報保護法第69条第2項第3号",
    "moved_on": "2026-10-20",
    "handed_over": ["2026-10-21 高橋（こども若者支援課）"],
    "protected": False,
    "registration": "2026-04-01 要支援",
    "children": [
        {
            "code": "C-0900",
            "name": "架空 花子",
            "kana": "カクウ ハナコ",
            "birth_date": "2018-05-01",
            "words": "女 8歳（小2）",
            "facts": ["2026-06-01　歯科健診　未処置のう歯 3本　教育委員会", "2026-06-02　相談　夜に一人　【見てよい範囲：担当者だけ】"],
        }
    ],
    "women": [],
    "decisions": ["2026-07-01　C-0900　要支援：夜に一人でいる"],
    "plan": ["めざすこと：夜に大人がいる"],
    "tasks": ["2026-11-01　訪問　まだ　母と話す"],
    "contacts": ["2026-09-01　訪問　こども若者支援課　見たこと：元気だった", "2026-09-02　電話　学校　見たこと：開成小学校で会えた"],
    "referrals": [],
    "sightings": ["2026-10-15　C-0900　見た人：高橋"],
    "left_out": [],
}  # fmt: skip


def locked(data: Any = None, *, inside: str = "case_transfer.json", sealed: bool = True) -> bytes:
    """The file; `sealed` False: without a checksum of what it holds."""
    from tsunagu_web.papers import lock_paper
    from tsunagu_web.transfers.coming import checksum_of

    told = DATA if data is None else data
    if sealed:
        told = told | {"checksum": checksum_of(told)}
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    return lock_paper(blank.getvalue(), PASSWORD, {inside: json.dumps(told, ensure_ascii=False).encode()})


def read_in(client: Client, number: str, file: bytes, password: str = PASSWORD) -> Any:
    """What the page answers to somebody who hands it in."""
    files = SimpleUploadedFile("ケース移管_かぎ付き.pdf", file, "application/pdf")
    return client.post(f"/cases/{number}/came/read/", {"files": files, "password": password})


def plant_came(home: Path) -> Any:
    """One that was read in for the received list's first household."""
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.transfers.coming import checksum_of
    from tsunagu_web.transfers.models import CameFile

    if not Case.objects.exists():
        plant_cases(home)
    by = User.objects.get(username="center")
    told = json.dumps(DATA | {"checksum": checksum_of(DATA)}, ensure_ascii=False)
    case = Case.objects.get(number=NUMBER)
    return CameFile.objects.create(
        case=case, at=case.opened_at, by=by, role="family_centre", name="移管.pdf", sha256="0" * 64, kept="", data=told
    )


def plant_waiting(**told: Any) -> Any:
    """One that was read in before there is a case."""
    from tsunagu_web.accounts import clock
    from tsunagu_web.accounts.models import User
    from tsunagu_web.transfers.models import WaitingFile

    words = json.dumps(DATA | told, ensure_ascii=False)
    by = User.objects.get(username="center")
    return WaitingFile.objects.create(
        at=clock.now(), by=by, role="family_centre", name="移管.pdf", sha256="1" * 64, kept="", data=words
    )


def plant_came_and_waiting(home: Path) -> None:
    """One with its case, and one that waits for one."""
    plant_came(home)
    plant_waiting()
