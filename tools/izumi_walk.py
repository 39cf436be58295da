"""Izumi's two stages through the screen, step by step: one household to 要対協 and many agencies, one to SSW and school.

The pages of the manual tell the same steps; whoever changes one changes the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tools.play import Play, fill, leads_on, opens, to_case, to_case_at_school

CENTRE, BOARD, PRINCIPAL, SSW = "center", "shido", "kocho", "ssw"
WHY = "担任から、同じ服が続き、朝に一人で来ると聞いた"
REQUEST = "基準以上（児童虐待）。SSWに、行政関与が要るかの判断をお願いします"
DUE = "2099-01-15"
"""Ahead of whatever day it is, for who plays on the day of the machine."""
REGISTRATION = {"registered_on": "2026-11-02", "registered_as": "要支援", "ledger_row": "31"}

TO_THE_SSW = (
    ("学校教育室へ渡す", CENTRE, "学校教育室へ渡す", "受理", "学校教育室の受け取り待ち", {"words": REQUEST, "due": DUE}),
    ("管理職へ渡す", BOARD, "学校教育室が受け取り、管理職へ渡した", "学校教育室の受け取り待ち", "学校管理職の受け取り待ち", {"due": DUE}),
    ("SSWへ渡す", PRINCIPAL, "管理職が受け取り、SSWへ渡した", "学校管理職の受け取り待ち", "SSWの受け取り待ち", {"due": DUE}),
    ("SSWが受け取る", SSW, "SSWが受け取った", "SSWの受け取り待ち", "絞り込み①", {"due": DUE}),
    ("①行政関与が要る", SSW, "①行政関与が要る", "絞り込み①", "絞り込み②待ち", {"words": WHY}),
)  # fmt: skip
"""What happens to both households: name, who, move, state before, state after, what is written."""
BY_MANY = (
    ("要対協に登録する", CENTRE, "養育的なリスクが大いにある", "登録の要否を決める", "要対協に登録", {"words": WHY, **REGISTRATION}),
    ("多機関で支える", CENTRE, "多機関で支える", "要対協に登録", "多機関：情報収集と調整", {"words": WHY}),
    ("会議と校内を調整する", CENTRE, "会議と校内の調整ができた", "多機関：情報収集と調整", "個別ケース会議待ち", {}),
    ("多機関で始める", CENTRE, "個別ケース会議で方針と役割分担を決め", "個別ケース会議待ち", "多機関で見守り・支援中", {"words": WHY}),
)  # fmt: skip
"""養育的なリスクが大きい: to 要対協, then to many agencies."""
AT_SCHOOL = (
    ("福祉的課題のみ", CENTRE, "福祉的課題のみ", "登録の要否を決める", "SSWと学校：情報収集", {"words": WHY}),
    ("関係課に聞く", CENTRE, "関係課から情報を集めた", "SSWと学校：情報収集", "SSWと学校：支援方針の確認", {}),
    ("SSWに伝える", BOARD, "SSWに伝え、支援方針を確かめた", "SSWと学校：支援方針の確認", "校内ケース会議待ち", {"words": WHY}),
    ("校内で始める", SSW, "校内ケース会議を開き、始めた", "校内ケース会議待ち", "SSWと学校で見守り・支援中", {"words": WHY}),
)  # fmt: skip
"""福祉的課題のみ: to the SSW and the school, without registration."""
SCENES = (
    "一覧を受理する", *(one[0] for one in TO_THE_SSW), "②SSW連絡会を開く", "②SSW連絡会で決める",
    *(one[0] for one in (*BY_MANY, *AT_SCHOOL)), "SSWがアンケートに答える",
)  # fmt: skip
"""The steps, in the order in which they first happen: each has its picture in the manual."""

STEPS = 1 + 2 * len(TO_THE_SSW) + 1 + 2 + len(BY_MANY) + len(AT_SCHOOL) + 1
"""How often somebody does something: what is in SCENES, for both households where both go through it."""


def walk(play: Play, registered: str, at_school: str, *, held_on: str, due: str = DUE) -> dict[str, str]:
    """From a list nobody received to both kinds of support; household → path of its case. `due`: until when each is asked."""
    paths = receive(play, (registered, at_school))
    for household, path in paths.items():
        for one in TO_THE_SSW:
            move(play, household, path, *one[:-1], one[-1] | ({"due": due} if "due" in one[-1] else {}))
    meet(play, paths, held_on)
    for household, steps in ((registered, BY_MANY), (at_school, AT_SCHOOL)):
        for one in steps:
            move(play, household, paths[household], *one)
    answer_the_survey(play)
    return paths


def receive(play: Play, households: tuple[str, ...]) -> dict[str, str]:
    """受理 of the list; household → path of its case."""
    page = play.page(CENTRE)
    with play.step("一覧を受理する", CENTRE, "まだ受理されていません", "が受理しました", "/cases/") as moment:
        leads_on(page, "nav.side >> text=/^ケース/")
        moment.look()
        leads_on(page, "button:has-text('一覧を受理する')")
    rows = {one: page.locator("tr", has_text=one) for one in households}
    return {one: str(row.locator("a").first.get_attribute("href")) for one, row in rows.items()}


def move(
    play: Play,
    household: str,
    path: str,
    name: str,
    who: str,
    label: str,
    before: str,
    after: str,
    told: dict[str, str],
) -> None:
    """Find the case, choose the move, write what it asks and send it; somebody of a school does so from 今日."""
    page, at_school = play.page(who), who in (PRINCIPAL, SSW)
    with play.step(
        name, who, before, after, path.replace("/cases/", "/school-cases/") if at_school else path
    ) as moment:
        number = path.strip("/").rpartition("/")[2]
        if at_school:
            to_case_at_school(page, number)
        else:
            to_case(page, household)
        if name in BEHIND:
            BEHIND[name](page, household, number)
        page.check(f"label:has-text('{label}') input")
        for field, value in told.items():
            fill(page, f"#id_{field}", value)
        moment.look()
        leads_on(page, "button:has-text('が進める')")


def _call_the_case_meeting(page: Any, household: str, number: str) -> None:
    """個別・拡大ケース会議 with the household on its agenda; then back to the case."""
    leads_on(page, "nav.side >> text=/^会議/")
    page.select_option("#id_kind", label=CASE_MEETING)
    fill(page, "#id_held_on", MEETS_ON)
    leads_on(page, "button:has-text('会議を開く')")
    if not page.locator(f"input[name=case][value='{number}']").count():
        _to_the_case_meeting(page)
    page.check(f"input[name=case][value='{number}']")
    leads_on(page, "button:has-text('選んだ世帯を議題に加える')")
    to_case(page, household)


def _close_the_case_meeting(page: Any, household: str, number: str) -> None:
    """Minutes, the end of the meeting, and who does what; then back to the case."""
    _to_the_case_meeting(page)
    fill(page, "#id_words", "支援方針と役割分担を決めた。")
    leads_on(page, "button:has-text('議事録を残す')")
    leads_on(page, "button:has-text('会議を閉じる')")
    to_case(page, household)
    leads_on(page, "a:has-text('プランへ')")
    leads_on(page, "a:has-text('対応事項を足す')")
    fill(page, "#id_what", "家庭を訪問して、朝の様子を見る")
    page.select_option("#id_kind", index=1)
    fill(page, "#id_due_on", DUE)
    page.select_option("#id_holder", label="佐々木（こども課こども家庭班）")
    leads_on(page, "button:has-text('対応事項に足す')")
    to_case(page, household)


def _to_the_case_meeting(page: Any) -> None:
    leads_on(page, "nav.side >> text=/^会議/")
    leads_on(page, f"table.listed tr:has-text('{CASE_MEETING}') a >> nth=0")


def _write_what_the_sections_said(page: Any, household: str, number: str) -> None:
    """支援経過: what the sections in charge said; then back to the case."""
    leads_on(page, "a:has-text('支援経過（')")
    opens(page, "書く")
    fill(page, "#id_with_whom", "園と母子保健の担当")
    fill(page, "#id_heard", "きょうだいの健診は済んでいる")
    fill(page, "#id_heard_from", "保健師")
    leads_on(page, "button:has-text('記録する')")
    to_case(page, household)


def _write_the_meeting_at_school(page: Any, household: str, number: str) -> None:
    """学校での支援経過, on the school's page of the case, which it comes back to."""
    opens(page, "支援経過を書く")
    fill(page, "#id_with_whom", "校内ケース会議（管理職、担任、養護教諭）")
    fill(page, "#id_fact", "朝の声かけと、週に一度の面談を決めた")
    leads_on(page, "button:has-text('が記録する')")


CASE_MEETING, MEETS_ON = "個別・拡大ケース会議", "2099-01-10"
BEHIND: dict[str, Callable[[Any, str, str], None]] = {
    "会議と校内を調整する": _call_the_case_meeting,
    "多機関で始める": _close_the_case_meeting,
    "関係課に聞く": _write_what_the_sections_said,
    "校内で始める": _write_the_meeting_at_school,
}
"""What must be recorded before the move of a step can be chosen."""


def meet(play: Play, paths: dict[str, str], held_on: str) -> None:
    """SSW連絡会: 要支援 for each household, with its decider, reason and human source."""
    page = play.page(CENTRE)
    with play.step("②SSW連絡会を開く", CENTRE, "会議を開く", "議題", "/conferences/") as moment:
        leads_on(page, "nav.side >> text=/^会議/")
        page.select_option("#id_kind", label="SSW連絡会（絞り込み②）")
        fill(page, "#id_held_on", held_on)
        moment.look()
        leads_on(page, "button:has-text('会議を開く')")
        moment.subject = ""
    leads_on(page, "table.listed a >> nth=0")
    for _ in paths:
        path = str(page.get_attribute("p.lead a >> nth=0", "href"))
        with play.step("②SSW連絡会で決める", CENTRE, "絞り込み②待ち", "登録の要否を決める", path) as moment:
            for name in {one.get_attribute("name") for one in page.locator("input[name*='-check_']").all()}:
                page.check(f"input[name='{name}'][value='right']")
            for name in {one.get_attribute("name") for one in page.locator("input[name$='-decision']").all()}:
                page.check(f"input[name='{name}'][value='要支援']")
            fill(page, "#id_reason", WHY)
            fill(page, "#id_human_source", "SSW（担任への聞き取り）")
            moment.look()
            leads_on(page, "button:has-text('決定を記録する')")


def answer_the_survey(play: Play) -> None:
    """アンケート: the SSW of the school finds both households and answers about the first."""
    page = play.page(SSW)
    page.click("nav.side >> text=担当するこども")
    page.wait_for_load_state()
    with play.step(
        "SSWがアンケートに答える", SSW, "まだ答えていない世帯が 2", "まだ答えていない世帯が 1", "/own-cases/"
    ) as moment:
        leads_on(page, "main >> text=アンケート")
        form = page.locator("form.stack").first
        for place in range(3):
            form.locator("fieldset").nth(place).locator("input[value='分からない']").check()
        moment.look()
        with page.expect_navigation():
            form.locator("button").click()
