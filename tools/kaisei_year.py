"""Kaisei's year: every month's list through the screen to the four decisions, its last two months step by step.

The files of each month are made, received and judged by the real commands. Everything people do with the list, they do on the
pages. In the last two months they also ask the 所属, hand out the papers of the conference, write plans and keep tasks.
"""

from __future__ import annotations

import subprocess
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tools.page_picture import ROOT, at_the_time, playing
from tools.play import Play, Step, fill, leads_on, opens, to_case

CENTRE, BOARD, HEALTH, PRINCIPAL = "center", "shido", "boshi", "kocho"
SUPPORT, ASK_ON, WATCH, NO_SUPPORT = "要支援", "調査継続", "経過観察", "支援不要"
STATES = {SUPPORT: "支援中", ASK_ON: "調査継続", WATCH: "経過観察", NO_SUPPORT: "終わり"}
"""Where a household goes by the highest decision of its children, highest first."""
WHY = {
    SUPPORT: "給食費の滞納がつづき、母が一人で働きながら三人を育てている",
    ASK_ON: "いまは心配なことが見られない。次の学期の出欠を見る",
    WATCH: "貧困ではないが、きょうだいの世話で遅れることがある",
    NO_SUPPORT: "欠席は手術と入院のため。家族で支え合えている",
}
SOURCE = "担任（12月の面談）"
SCENES = (
    "一覧を受理する", "所属へ聞く", "所属が答える", "紙で来た回答を書き写す", "カンファレンスにかける", "カンファレンスを開く",
    "出席者を加える", "資料に番号をつける", "要支援と決める", "調査継続と決める", "経過観察と決める", "支援不要と決める",
    "議事録を残す", "会議を閉じる", "サポートプランを書く", "家族に見せて合意する", "対応事項を足す", "訪問して姿を見る",
    "対応事項を終える", "支援を終える", "年度をふりかえる",
)  # fmt: skip
"""The steps, in their order: each has its picture in the manual."""


@dataclass
class Year:
    """What people decided so far of children judged 基準以上 or nominated, and how many of them are to end up where. Brothers
    and sisters who were not judged so are decided as well (支援不要) and not counted."""

    wanted: dict[str, int] = field(default_factory=lambda: {SUPPORT: 6, ASK_ON: 7, WATCH: 7, NO_SUPPORT: 27})
    decided: dict[str, str] = field(default_factory=dict)
    supported: list[tuple[str, str]] = field(default_factory=list)
    """(household, path of its case) of those that are 支援中, oldest first."""

    def counts(self) -> Counter[str]:
        """Children by their newest decision."""
        return Counter(self.decided.values())

    def decide(self, children: Sequence[str], supported: int) -> list[str]:
        """One decision for each child of a household: what most is missing of, for as many children as it is missing for,
        then 支援不要. Who was decided before keeps theirs. `supported`: how many children are to be 要支援 by now."""
        if any(child in self.decided for child in children):
            return [self.decided.get(child, NO_SUPPORT) for child in children]
        left = {name: count - self.counts()[name] for name, count in self.wanted.items()}
        left[SUPPORT] = min(self.wanted[SUPPORT], supported) - self.counts()[SUPPORT]
        others = sorted((ASK_ON, WATCH, NO_SUPPORT), key=lambda name: -left[name] / self.wanted[name])
        chosen = SUPPORT if left[SUPPORT] > 0 else others[0]
        return [chosen if place < left[chosen] else NO_SUPPORT for place in range(len(children))]


def receive(play: Play) -> list[tuple[str, str]]:
    """受理 of the list: (household, path) of each case that waits now."""
    page = play.page(CENTRE)
    with play.step("一覧を受理する", CENTRE, "まだ受理されていません", "が受理しました", "/cases/") as moment:
        leads_on(page, "nav.side >> text=/^ケース/")
        moment.look()
        leads_on(page, "button:has-text('一覧を受理する')")
    return list(_waiting(page))


def _waiting(page: Any) -> Iterator[tuple[str, str]]:
    for row in page.locator("table.listed tbody tr").all():
        if row.locator("td[data-label=状態]").inner_text().split()[0] == "受理":
            yield row.locator("td b").inner_text(), str(row.locator("a").first.get_attribute("href"))


def bring(play: Play, cases: Sequence[tuple[str, str]], *, asked: bool = False) -> None:
    """カンファレンスにかける, case by case."""
    page = play.page(CENTRE)
    before = "所属へ照会中" if asked else "受理"
    for household, path in cases:
        with play.step("カンファレンスにかける", CENTRE, before, "カンファレンス待ち", path) as moment:
            to_case(page, household)
            page.check("label:has-text('カンファレンスにかける') input")
            moment.look()
            leads_on(page, "button:has-text('が進める')")


def ask(play: Play, cases: Sequence[tuple[str, str]], due_on: date) -> None:
    """所属へ聞く about the first child of each household; who was asked answers, or the paper is copied."""
    page = play.page(CENTRE)
    for household, path in cases:
        with play.step("所属へ聞く", CENTRE, "受理", "所属へ照会中", path) as moment:
            to_case(page, household)
            leads_on(page, "a.button:has-text('のことを聞く') >> nth=0")
            answers_at_the_screen = _choose_whom_to_ask(page)
            fill(page, "#id_due_on", due_on.isoformat())
            page.check("input[name=ground] >> nth=0")
            page.check("input[name=ground_holds]")
            moment.look()
            leads_on(page, "button:has-text('シートを出す')")
            sheet = page.locator(f"a[href*='/inquiries/{path.split('/')[2]}/']").first
            sheet_path = (
                str(sheet.get_attribute("href")) if sheet.count() else page.url.partition("//")[2].partition("/")[2]
            )
        answer(play, answers_at_the_screen, "/" + sheet_path.strip("/") + "/")


def _choose_whom_to_ask(page: Any) -> str:
    """The principal where one has an account, else 母子保健 for a child without 所属, else whoever is told first, on paper;
    the account that answers, or nobody's."""
    fields = page.locator("fieldset:has(legend:has-text('だれに聞きますか'))")
    for label, who in (("学校管理職", PRINCIPAL), ("SSW", "ssw"), ("園", "en")):
        found = fields.locator(f"label:has-text('{label}'):has-text('1人')")
        if found.count():
            found.first.locator("input").check()
            return who
    outside = fields.locator("> p label")
    if outside.count():
        outside.first.locator("input").check()
        return ""
    fields.locator("label:has-text('村上') input").check()
    return HEALTH


def answer(play: Play, who: str, sheet: str) -> None:
    """The sheet is answered at the screen by whom it is for, or copied from the paper by whoever asked."""
    page = play.page(who or CENTRE)
    name = "所属が答える" if who else "紙で来た回答を書き写す"
    with play.step(name, who or CENTRE, "情報収集シート", "回答ずみ", sheet) as moment:
        if who:
            leads_on(page, "a.home")
            leads_on(page, f"a[href='{sheet}'] >> nth=0")
        else:
            leads_on(page, "nav.side >> text=/^情報収集シート/")
            leads_on(page, f"a[href='{sheet}'] >> nth=0")
            opens(page, "回答を書き写す")
        form = page.locator("form.stack:has(input[name=confirmed])")
        for question in form.locator("fieldset.question").all():
            usual = question.locator("input[value='-'], input[value='いいえ']")
            (usual if usual.count() else question.locator("input[value='分からない']")).first.check()
        for question in form.locator("div.question").all():
            question.locator("input[type=checkbox]").check()
        page.uncheck("input[name=u_concerns]")
        fill(page, "textarea[name=q_concerns]", "給食費の滞納が二か月つづいている")
        if page.locator("#id_told_by").count():
            fill(page, "#id_told_by", "担任の先生（電話）")
        page.check("input[name=confirmed]")
        moment.look()
        leads_on(page, "form.stack button:has-text('回答')")


def call(play: Play, held_on: date, *, papers: bool) -> str:
    """カンファレンスを開く, and with `papers` also say who comes and number the copies; the meeting's path."""
    page = play.page(CENTRE)
    with play.step("カンファレンスを開く", CENTRE, "会議を開く", "議題", "/conferences/") as moment:
        leads_on(page, "nav.side >> text=/^会議/")
        page.select_option("#id_kind", label="カンファレンス")
        fill(page, "#id_held_on", held_on.isoformat())
        if papers:
            fill(page, "#id_place", "役場2階 会議室")
        moment.look()
        leads_on(page, "button:has-text('会議を開く')")
        moment.subject = ""
    meeting = "/" + page.url.partition("//")[2].partition("/")[2]
    if papers:
        with play.step("出席者を加える", CENTRE, "1人", "3人", meeting) as moment:
            for one in ("学校教育課　井上", "健康づくり課　村上"):
                page.select_option("#id_user", label=one)
                moment.look()
                leads_on(page, "button:has-text('出席者に加える')")
        with play.step("資料に番号をつける", CENTRE, "3人", "3番", meeting) as moment:
            moment.look()
            leads_on(page, "button:has-text('番号をつける')")
    return meeting


def decide(play: Play, year: Year, meeting: str, supported: int) -> None:
    """Every household of the day, in the order of the agenda. One whose children left is passed over."""
    page = play.page(CENTRE)
    links = [str(one.get_attribute("href")) for one in page.locator("table.listed >> nth=0").locator("a").all()]
    for link in links:
        if not page.url.endswith(link):
            leads_on(page, f"a[href='{link}'] >> nth=0")
        fields = page.locator("input[name$='-decision'][value='要支援']").all()
        children = [str(one.get_attribute("name")).removesuffix("-decision") for one in fields]
        if children:
            _decide_household(play, page, year, children, supported)
        if not page.url.endswith(meeting):
            leads_on(page, f".crumbs a[href='{meeting}']")


def _decide_household(play: Play, page: Any, year: Year, children: Sequence[str], supported: int) -> None:
    judged = [one for one in children if one in year.decided or page.locator(f"input[name^='{one}-check_']").count()]
    judged = judged or list(children)  # who came by 推薦 alone
    decided = dict(zip(judged, year.decide(judged, supported), strict=True))
    decisions = [decided.get(one, NO_SUPPORT) for one in children]
    highest = next(name for name in STATES if name in decisions)
    path = str(page.get_attribute("p.lead a >> nth=0", "href"))
    household = page.inner_text("p.lead").split()[1]
    with play.step(f"{highest}と決める", CENTRE, "カンファレンス待ち", STATES[highest], path) as moment:
        for child, decision in zip(children, decisions, strict=True):
            right = "wrong" if decision == WATCH else "right"
            for one in page.locator(f"input[name^='{child}-check_'][value='{right}']").all():
                one.check()
            page.check(f"input[name='{child}-decision'][value='{decision}']")
        fill(page, "#id_reason", WHY[highest])
        fill(page, "#id_human_source", SOURCE)
        moment.look()
        leads_on(page, "button:has-text('決定を記録する')")
    year.decided |= decided
    if highest == SUPPORT and path not in [one for _, one in year.supported]:
        year.supported.append((household, path))


def close(play: Play, meeting: str, next_on: date) -> None:
    """Minutes, and the end of the meeting."""
    page = play.page(CENTRE)
    with play.step("議事録を残す", CENTRE, "議事録を残す", "第1版", meeting) as moment:
        fill(page, "#id_words", "世帯ごとに、所属の話を聞き、四つの決定をした。")
        moment.look()
        leads_on(page, "button:has-text('議事録を残す')")
    with play.step("会議を閉じる", CENTRE, "会議を閉じる", "が閉じました", meeting) as moment:
        fill(page, "#id_next_on", next_on.isoformat())
        moment.look()
        leads_on(page, "button:has-text('会議を閉じる')")


def support(play: Play, household: str, path: str, day: date) -> None:
    """A plan in the family's words, their word on it, and a task for 母子保健 who also sees the children."""
    page, plan = play.page(CENTRE), f"{path}support/plan/"
    with play.step("サポートプランを書く", CENTRE, "プランを書く", "まだ家族に見せていません", plan) as moment:
        to_case(page, household)
        leads_on(page, "a:has-text('プランへ')")
        leads_on(page, "a.button:has-text('サポートプラン')")
        opens(page, "プランを書く")
        fill(page, "#id_goals", "朝ごはんを食べて学校に行く")
        fill(page, "textarea[name^=wish] >> nth=0", "みんなで夕ごはんを食べたい")
        fill(page, "#id_we_do", "食料を届ける団体を案内し、手当の届をいっしょに書く")
        fill(page, "#id_next_talk", later(day, 30))
        moment.look()
        leads_on(page, "button:has-text('プランにする')")
    with play.step("家族に見せて合意する", CENTRE, "まだ家族に見せていません", "合意しました", plan) as moment:
        fill(page, "#id_to_whom", "母と長女")
        page.check("input[name=answer][value=agreed]")
        moment.look()
        leads_on(page, "button:has-text('記録する')")
    with play.step(
        "対応事項を足す", CENTRE, "まだ終わっていない対応事項はありません", TASK, f"{path}support/"
    ) as moment:
        leads_on(page, ".crumbs >> text=支援 >> nth=-1")
        leads_on(page, "a:has-text('対応事項を足す')")
        fill(page, "#id_what", TASK)
        page.select_option("#id_kind", label="電話で様子を聞く・案内する")
        fill(page, "#id_due_on", later(day, 25))
        page.select_option("#id_holder", label="村上（健康づくり課）")
        moment.look()
        leads_on(page, "button:has-text('対応事項に足す')")


TASK = "母に電話して、食料支援の団体を案内する"


def keep(play: Play, household: str, path: str) -> None:
    """What was promised is done: 母子保健 visits and ends the task, and こども家庭センター ends the support."""
    page = play.page(HEALTH)
    with play.step(
        "訪問して姿を見る", HEALTH, "まだ書かれていません", "玄関で三人と話した", f"{path}support/contacts/"
    ) as moment:
        to_case(page, household)
        leads_on(page, "a:has-text('支援経過（')")
        opens(page, "書く")
        fill(page, "#id_with_whom", "母と三人")
        fill(page, "#id_fact", "玄関で三人と話した。顔色はよい")
        fill(page, "#id_heard", "食料の箱が助かっている")
        fill(page, "#id_heard_from", "母")
        for one in page.locator("input[name=seen]").all():
            one.check()
        fill(page, "#id_place", "家の玄関")
        moment.look()
        leads_on(page, "button:has-text('記録する')")
    with play.step("対応事項を終える", HEALTH, TASK, "終わった対応事項 1件", f"{path}support/") as moment:
        leads_on(page, "a.home")
        leads_on(page, f"tr:has-text('{household}') a:has-text('{TASK}')")
        page.check("input[name=end][value=done]")
        page.select_option("#id_outcome", label="改善")
        fill(page, "#id_words", "団体につながり、毎月受け取っている")
        moment.look()
        leads_on(page, "button:has-text('終える')")
    page = play.page(CENTRE)
    with play.step("支援を終える", CENTRE, "支援中", "終わり", path) as moment:
        to_case(page, household)
        page.check("label:has-text('支援を終える') input")
        fill(page, "#id_words", "手当が始まり、母から相談できるようになった")
        moment.look()
        leads_on(page, "button:has-text('が進める')")


def later(day: date, days: int) -> str:
    """A day after, as a date field takes it."""
    return date.fromordinal(day.toordinal() + days).isoformat()


DRIFTED, WHY_ACCEPTED = "R004", "新しい学年になり、学校のファイルが新しい年度のものに変わったため"
"""What a run says that differs too much from the month before, and why somebody accepts it: so it is every April."""


@dataclass(frozen=True)
class Town:
    """An invented town whose months are lived through one after another in `folder`/home."""

    folder: Path
    seed: int = 1
    children: int = 3319
    capacity: tuple[int, ...] = (2,)
    """Households that the conference has time for, month by month and then from the first again."""

    @property
    def home(self) -> Path:
        """The town's home."""
        return self.folder / "home"

    def live(self, month: date, moment: str) -> None:
        """The files of a month, made, received and judged by the commands at a moment; the first month also makes the home."""
        files, day = self.folder / f"{month:%Y-%m}", last_day(month)
        words = [] if self.home.exists() else ["init", self.home, "--pack", "kaisei", "--on", f"{month}", "--demo", "+"]
        words += ["sample", files, "--seed", self.seed, "--children", self.children, "--month", f"{month:%Y-%m}"]
        capacity = self.capacity[month.month % len(self.capacity)]
        run = ["run", files / "inbox", "--as-of", day, "--capacity", capacity, "--home", self.home]
        told = self._call(moment, [*words, "--dirt", 0, "+", *run])
        if DRIFTED in told:
            told = self._call(moment, [*run, "--accept-drift", WHY_ACCEPTED, "--by", "田中"])
        if "検討対象" not in told:
            raise RuntimeError(told)
        for path in sorted((files / "inbox").glob("SHIENSOCHI*")):
            self._call(moment, ["protect", path, "--home", self.home])

    def _call(self, moment: str, words: list[Any]) -> str:
        called = [*at_the_time(moment), *map(str, words)]
        done = subprocess.run(called, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr


def play_month(play: Play, year: Year, day: date, *, whole: bool, supported: int) -> None:
    """From 受理 of a list to the end of its conference, held on `day`; `whole`: with everything people do around it;
    `supported`: how many children are to be 要支援 by its end."""
    cases, before = receive(play), len(year.supported)
    if whole:
        ask(play, cases, date.fromisoformat(later(day, 7)))
    bring(play, cases, asked=whole)
    meeting = call(play, day, papers=whole)
    decide(play, year, meeting, supported)
    close(play, meeting, date.fromisoformat(later(day, 28)))
    for household, path in year.supported[before:]:
        if whole:
            support(play, household, path, day)


def play_year(
    town: Town, year: Year, months: Sequence[date], at: Callable[[Any, str], None] = lambda _page, _scene: None
) -> Played:
    """Live and play month after month; the last two whole, and the last with what came of a support begun before (where there is
    none, of one begun in it)."""
    played = Played()
    for place, month in enumerate(months):
        day, left = next_month(month, 12), len(months) - place
        town.live(month, f"{day}T09:00")
        begun = list(year.supported)
        with playing(town.home, f"{day}T13:00", at if left <= 2 else lambda _page, _scene: None) as play:
            supported = year.wanted[SUPPORT] // (1 if left <= 2 else 2) if place >= 3 or left <= 2 else 0
            play_month(play, year, day, whole=left <= 2, supported=supported)
            if left == 1:
                keep(play, *(begun or year.supported)[-1])
                played.judged, played.flagged, played.conferred = _told_at_the_end(play)
        (played.whole if left <= 2 else played.light).extend(play.steps)
    return played


def play_every_scene(folder: Path, at: Callable[[Any, str], None]) -> tuple[Year, Played]:
    """One whole month of a small town, from its list to the end of a support: every one of SCENES, each decision once."""
    year = Year(wanted={SUPPORT: 1, ASK_ON: 1, WATCH: 1, NO_SUPPORT: 4})
    return year, play_year(Town(folder, children=200, capacity=(4,)), year, [date(2027, 2, 1)], at)


@dataclass
class Played:
    """What a year was: the steps of the last two months and of those before, and what the pages tell at its end."""

    whole: list[Step] = field(default_factory=list)
    light: list[Step] = field(default_factory=list)
    judged: int = 0
    flagged: int = 0
    conferred: int = 0


def _told_at_the_end(play: Play) -> tuple[int, int, int]:
    """判定したこども and どれかの類型で基準以上 of the last month, and カンファレンスで話し合った of the fiscal year."""
    page = play.page(CENTRE)
    leads_on(page, "nav.side >> text=一覧から支援まで")
    row = page.locator("table:has(caption:has-text('段ごとのこどもと世帯')) tr:has-text('カンファレンスで話し合った')")
    conferred = _number(row.locator("td").first.inner_text())
    play.at(page, "年度をふりかえる")
    page = play.page("hantei")
    leads_on(page, "nav.side >> text=全体の状況")
    children, flagged = (_number(one.inner_text()) for one in page.locator("p.lead b").all()[:2])
    return children, flagged, conferred


def _number(words: str) -> int:
    return int("".join(sign for sign in words if sign.isdigit()))


def last_day(month: date) -> date:
    """Of a month."""
    return date(month.year, month.month, monthrange(month.year, month.month)[1])


def next_month(month: date, day: int) -> date:
    """A day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, day)
