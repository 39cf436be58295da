"""Values entered through the forms: what a test fills in, by the headings that people read; and two to plant."""

from __future__ import annotations

import html
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.test import Client

from support.web_cases import ON
from tsunagu.intake import loads
from tsunagu.mart import find_snapshot
from tsunagu.serving import open_serving

SOURCE = "jido_sodan"
WHY = "窓口で本人に確かめた"


def fields_of(page: str) -> dict[str, str]:
    """Heading → mark of its field on a form."""
    return {
        html.unescape(heading): place for place, heading in re.findall(r'<label for="item-(\w+)">([^<]+)</label>', page)
    }


def filled(page: str) -> dict[str, str]:
    """What a form holds as it was opened: every field with its present value."""
    told = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    told |= dict(re.findall(r'<input type="text" name="([^"]+)"[^>]*? value="([^"]*)"', page))
    told |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        told[name] = chosen[1] if chosen else ""
    told.pop("csrfmiddlewaretoken", None)
    return {name: html.unescape(value) for name, value in told.items()}


def post(
    client: Client, url: str, act: str, said: dict[str, str], missing: dict[str, str] | None = None, **more: str
) -> Any:
    """Open a form, say something else under some headings, and send it; `more`: other fields of the form."""
    page = client.get(url).content.decode()
    places, told = fields_of(page), filled(page) | {"why": WHY, "act": act}
    for heading, cell in said.items():
        told[f"item-{places[heading]}"] = cell
    for heading, why in (missing or {}).items():
        told |= {f"item-{places[heading]}": "", f"why-{places[heading]}": why}
    return client.post(url.partition("?")[0], told | more)


def links(client: Client, code: str, source: str) -> list[str]:
    """Addresses of the forms of the rows a child's page of values offers."""
    page = client.get(f"/children/{code}/values/").content.decode()
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page) if f"/values/{source}/row/" in one]


def asked(home: Path, table: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
    """Rows of a table of the snapshot that the pages show."""
    with open_serving(home) as serving:
        snapshot = find_snapshot(home, serving.meta("run")["snapshot_id"])
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT {columns} FROM read_parquet('{snapshot.table_path(table)}') WHERE {where} ORDER BY ALL"
        ).fetchall()


def listed_child(home: Path, *, consulted: bool) -> tuple[str, int]:
    """Code and person of a child of the month's list, with or without a row of its own in 児童相談の台帳."""
    with open_serving(home) as serving:
        people = {row[0] for row in asked(home, "consultations", "person_id", f"source = '{SOURCE}'")}
        for row in serving.meta("worklist")["listed"]:
            for child in serving.children_of(row["household_code"]):
                if (child.person_id in people) is consulted and not child.protected:
                    return child.child_code, child.person_id
    raise AssertionError("no such child on the list")


def delivered_again(home: Path, source: str, table: str, *changes: str) -> None:
    """A department's newest file of November comes again; `changes`: SQL on its rows `t`."""
    known = [one for one in loads(home) if one.source == source and one.period == "2026-11" and not one.entered]
    replaced = {one.replaces for one in known}
    (load,) = (one for one in known if one.load_id not in replaced)
    newer = f"feed{len(known):012x}"
    folder = load.folder(home)
    shutil.copytree(folder, folder.parent / newer)
    told = json.loads((folder / "load.json").read_text(encoding="utf-8"))
    told |= {"load_id": newer, "sha256": load.sha256, "replaces": load.load_id, "replace_reason": "出し直し"}
    (folder.parent / newer / "load.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    path = folder.parent / newer / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM read_parquet('{path}')")
        for change in changes:
            connection.execute(change)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


def allow_use(home: Path) -> None:
    """The purpose ledger as the pack proposes it: without a purpose nothing may be entered."""
    from tsunagu.month import Home
    from tsunagu.purpose import seed_from_pack

    if not (home / "purpose").exists():
        (home / "purpose").mkdir()
        seed_from_pack(home, Home(home).pack(), date(2024, 4, 1))


def plant_values(home: Path) -> None:
    """A consultation that こども家庭センター added to OWN, and one to a protected child."""
    from support.web_people import OWN, PROTECTED
    from tsunagu_web.accounts.demo import make_demo_users
    from tsunagu_web.accounts.models import User
    from tsunagu_web.values.models import EnteredRow, EnteredVersion

    allow_use(home)
    make_demo_users()
    centre = User.objects.get(username="center")
    for code in (OWN, PROTECTED):
        row = EnteredRow.objects.create(child_code=code, source="jido_sodan")
        EnteredVersion.objects.create(
            entered=row,
            seq=1,
            act=EnteredVersion.ADD,
            section=centre.section,
            told='{"受付番号": "画-1", "相談種別": "養護", "緊急度": "B"}',
            missing={},
            before="{}",
            why=WHY,
            at=ON,
            by=centre,
            role="family_centre",
        )
