"""The paper maker: what stands in the data stands on the paper, as text; and a paper cannot take the server with it."""

from __future__ import annotations

import fcntl
import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from support.paper_text import text_of_paper
from tsunagu.base.errors import RefusedError
from tsunagu.month import fonts
from tsunagu_web.papers import make_paper, make_papers, making, typesetting

NAMES = "髙﨑 ﾊﾝｶｸ ①㈱ 渡邉"
HOSTILE = ('#panic("x")', '#read("/etc/passwd")', "*", "$x$", "`a`", "<b>", "@ref", "\\", "//", '#import "frame.typ"')


@pytest.fixture(autouse=True)
def always_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without fonts of its own, so that these tests say the same everywhere."""
    monkeypatch.setattr(fonts, "system_fonts", lambda *_: [])


def inquiry(*words: str, **more: Any) -> dict[str, Any]:
    """The least a 情報収集シート needs, with these words in it."""
    rows = [["こども", one] for one in words]
    told = {
        "title": "情報収集シート 1",
        "number": "1",
        "holder": "林",
        "until": "明日",
        "ground": "法",
        "duties": ["守秘"],
    }
    return told | {"rows": rows, "groups": []} | more


def test_names_are_printed_as_they_are_written() -> None:
    text = text_of_paper(make_paper("inquiry", inquiry(NAMES, "葛󠄀城", "か\u3099")))
    assert NAMES in text and "葛󠄀城" in text and "が" in text and "〓" not in text


def test_a_sign_without_a_shape_is_told_with_its_code() -> None:
    text = text_of_paper(make_paper("inquiry", inquiry("𠮷田", "\ue000", "𠮷")))
    assert "〓(U+20BB7)田" in text and "〓(U+E000)" in text
    assert "〓と番号で印刷した字：U+20BB7、U+E000" in text


def test_a_shape_no_font_has_is_told_and_the_sign_stays() -> None:
    text = text_of_paper(make_paper("inquiry", inquiry("山\U000e01ef田")))
    assert "山田" in text and "ふつうの形で印刷した字：山 U+5C71 U+E01EF" in text


def test_a_sign_the_towns_own_font_has_is_printed(home: Path) -> None:
    noto = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
    if not noto.is_file():
        pytest.skip("no font with 𠮷 on this machine")
    (home / "own").mkdir()
    (home / "own" / "town.ttc").symlink_to(noto)
    (home / "home.yaml").write_text((home / "home.yaml").read_text(encoding="utf-8") + "fonts: own\n", encoding="utf-8")
    text = text_of_paper(make_paper("inquiry", inquiry("𠮷田", "葛󠄀城")))
    assert "𠮷田" in text and "葛󠄀城" in text and "〓" not in text
    with pikepdf.open(io.BytesIO(make_paper("inquiry", inquiry("田")))) as paper:
        used = {str(font.BaseFont) for font in paper.pages[0].Resources.Font.values()}
    assert all("NotoSansCJKjp" in name.replace("-", "") for name in used), "the town's font comes first"


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_template_are_printed_as_text(words: str) -> None:
    assert words in text_of_paper(make_paper("inquiry", inquiry(words)))


def test_what_cannot_be_seen_turns_nothing_around() -> None:
    assert "AB12" in text_of_paper(make_paper("inquiry", inquiry("A\u202eB\u200b1\u20662")))


def test_the_same_data_gives_the_same_bytes_and_other_data_others() -> None:
    assert make_paper("inquiry", inquiry(NAMES)) == make_paper("inquiry", inquiry(NAMES))
    assert make_paper("inquiry", inquiry(NAMES)) != make_paper("inquiry", inquiry("林"))


def test_the_paper_is_tagged_and_its_properties_name_nobody() -> None:
    with pikepdf.open(io.BytesIO(make_paper("inquiry", inquiry("佐藤 ひなた")))) as paper:
        assert paper.Root.MarkInfo.Marked and str(paper.Root.Lang).startswith("ja")
        with paper.open_metadata() as told:
            assert told["pdfuaid:part"] == "1" and "情報収集シート 1" in str(told["dc:title"])
            assert "佐藤" not in str(told)
        assert "佐藤" not in str(dict(paper.docinfo))


def a_copy(number: int, words: list[str]) -> dict[str, Any]:
    """The least a numbered copy of 会議の資料 needs."""
    part = {"heading": "経過", "says": words, "points": []}
    household = {"heading": f"世帯 {number}", "children": [], "parts": [part]}
    reader = {"number": number, "of": 3, "to": "林", "section": "こども課", "outside": False, "left_out": 0}
    return {"title": "資料", "kind": "会議", "meeting": "会議", "copies": [reader | {"households": [household]}]}


def test_papers_set_one_by_one_are_one_pdf_that_is_tagged_as_each_was() -> None:
    each = [a_copy(1, ["一つ目"]), a_copy(2, ["二つ目"] * 100), a_copy(3, ["三つ目"])]
    joined = make_papers("conference", each)
    assert joined == make_papers("conference", each)
    with pikepdf.open(io.BytesIO(joined)) as paper:
        assert paper.check_pdf_syntax() == [] and len(paper.pages) > 3
        tags, places = paper.Root.StructTreeRoot, list(paper.pages)
        told_of = pikepdf.NumberTree(tags.ParentTree)
        for page in places:
            elements = list(told_of[int(page.StructParents)])
            assert elements and any(one.get("/Pg") == page.obj for one in elements)
        assert [str(one.S) for one in tags.K] == ["/Document"] * 3 and tags.ParentTreeNextKey == len(places)
        with paper.open_outline() as headings:
            begins = [places.index(pikepdf.Page(one.destination[0])) for one in headings.root]
        assert begins == [0, 1, len(places) - 1]
    alone = [text_of_paper(make_paper("conference", one)) for one in each]
    assert text_of_paper(joined) == "".join(alone)


@pytest.mark.parametrize(("limit", "value"), [("PATIENCE", 0.01), ("MEMORY_BYTES", 80 << 20)])
def test_a_paper_that_takes_too_much_is_stopped_and_said(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    assert make_paper("inquiry", inquiry(NAMES))
    monkeypatch.setattr(making, limit, value)
    with pytest.raises(RefusedError) as refused:
        make_paper("inquiry", inquiry(NAMES))
    assert refused.value.code == "P013"


def test_whichever_process_makes_a_paper_the_others_wait_for_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0.01)
    with (home / making.FILE).open("a") as of_another_process:
        fcntl.flock(of_another_process, fcntl.LOCK_EX)
        with pytest.raises(RefusedError) as refused:
            make_paper("inquiry", inquiry(NAMES))
    assert refused.value.code == "P014"
    monkeypatch.undo()
    monkeypatch.setattr(fonts, "system_fonts", lambda *_: [])
    assert make_paper("inquiry", inquiry(NAMES))


def test_what_the_log_says_of_a_paper_that_was_not_set_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    told = inquiry("佐藤 ひなた")
    del told["groups"]
    with pytest.raises(RefusedError):
        make_paper("inquiry", told)
    assert "inquiry.typ" in caplog.text and "佐藤" not in caplog.text


def test_an_empty_folder_of_fonts_stops_the_paper(home: Path) -> None:
    (home / "home.yaml").write_text(
        (home / "home.yaml").read_text(encoding="utf-8") + "fonts: nowhere\n", encoding="utf-8"
    )
    with pytest.raises(RefusedError) as refused:
        make_paper("inquiry", inquiry(NAMES))
    assert refused.value.code == "P012" and "fonts:" in refused.value.remedy


def test_no_template_asks_for_anything_from_outside() -> None:
    templates = list(typesetting.TEMPLATES.glob("*.typ"))
    assert templates
    for one in templates:
        text = one.read_text(encoding="utf-8")
        assert set(re.findall(r"#import (\S+):", text)) <= {'"frame.typ"'}, one.name
        assert not re.search(r"http|@preview|\bread\(|\beval\(|\bplugin\(|\bimage\(", text), one.name
