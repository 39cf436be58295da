"""Draw 進め方 for the manual from what a pack declares: a picture and a table per pack that has a process.yaml.

python -m tools.process_picture --write     make both say what is declared
python -m tools.process_picture --check     exit 1 when they do not
"""

from __future__ import annotations

import os
import sys
from html import escape
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu_web.settings")

from tsunagu.catalog import load_pack
from tsunagu_web.access import ROLES
from tsunagu_web.access.roles import meets_families
from tsunagu_web.casework.process import ANY, DECIDED, FILE, Move, Process, load_process

ROOT = Path(__file__).resolve().parent.parent
PACKS = ROOT / "src" / "tsunagu_packs"
FOLDER = ROOT / "docs" / "操作手引き"
BOX, ROW, LEFT, TOP, STEP = (190, 34), 74, 250, 20, 26
"""Sizes in px: a state's box, the distance of two, the room for arrows left of them, the margin, the distance of two arrows."""

ASKED = {
    "reason": "わけ",
    "due": "期限",
    "registration": "登録日・区分・台帳の番号",
    "sighting": "こども一人ひとりの姿を見たこと（見ていなければ、そのわけ）",
}


def drawn() -> dict[Path, str]:
    """What should stand in the manual: path → text, for every pack that declares a 進め方."""
    found: dict[Path, str] = {}
    for path in sorted(PACKS.glob(f"*/{FILE}")):
        name = path.parent.name
        process = load_process(load_pack(name))
        found[FOLDER / f"進め方-{name}.svg"] = picture(process)
        found[FOLDER / f"進め方-{name}.md"] = table(process, name)
    return found


def ways(process: Process) -> list[tuple[int, Move, int, int]]:
    """Every arrow: number of its move, the move, and the rows of the states it leads from and to."""
    rows = {state.key: row for row, state in enumerate(process.states)}
    found = []
    for number, move in enumerate(process.moves, start=1):
        targets = [leads.to for leads in process.decisions] if move.to == DECIDED else [move.to]
        for start in move.from_:
            if start != ANY:
                found += [(number, move, rows[start], rows[target]) for target in targets if target != start]
    return found


def picture(process: Process) -> str:
    """States one below the other; what leads on is drawn on the right, what leads back on the left, each with its number."""
    arrows = ways(process)
    most = max(sum(forth == (end > start) for *_, start, end in arrows) for forth in (True, False))
    width, height = LEFT * 2 + BOX[0], TOP * 2 + ROW * len(process.states)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="14">',
        f"<title>{escape(process.label)}</title>",
        '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#333"/></marker></defs>',
    ]
    spacing = min(STEP, (LEFT - 40) / max(most, 1))
    taken = {True: 0, False: 0}
    for number, _, start, end in sorted(arrows, key=lambda one: (abs(one[3] - one[2]), one[2], one[0])):
        forth = end > start
        taken[forth] += 1
        reach = 20 + spacing * taken[forth]
        side, away = (LEFT + BOX[0], 1) if forth else (LEFT, -1)
        x, y0, y1 = side + away * reach, _middle(start) + 6 * away, _middle(end) - 6 * away
        out.append(
            f'<path d="M{side} {y0} C{x:.0f} {y0} {x:.0f} {y1} {side} {y1}" fill="none" stroke="#333" marker-end="url(#to)"/>'
        )
        out.append(_number(side + away * reach * 0.75, (y0 + y1) / 2, number))
    for row, state in enumerate(process.states):
        y = TOP + ROW * row
        fill = "#e8f1fe" if not state.ended else "#f2f2f2"
        out.append(
            f'<rect x="{LEFT}" y="{y}" width="{BOX[0]}" height="{BOX[1]}" rx="6" fill="{fill}" stroke="#333"/>'
            f'<text x="{LEFT + BOX[0] / 2:.0f}" y="{y + 22}" text-anchor="middle">{escape(state.label)}</text>'
        )
    rows = {state.key: row for row, state in enumerate(process.states)}
    for number, move in enumerate(process.moves, start=1):
        if ANY in move.from_:
            x, y = LEFT + BOX[0] + 100, _middle(rows[move.to]) + 8
            out.append(f'<path d="M{x} {y} H{LEFT + BOX[0]}" stroke="#333" marker-end="url(#to)"/>')
            out.append(_number(x - 45, y, number))
            out.append(f'<text x="{x + 4}" y="{y + 4}" font-size="12">どこからでも</text>')
    return "\n".join([*out, "</svg>\n"])


def _middle(row: int) -> float:
    return TOP + ROW * row + BOX[1] / 2


def _number(x: float, y: float, number: int) -> str:
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="10" fill="#fff" stroke="#333"/>'
        f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle" font-size="12">{number}</text>'
    )


def table(process: Process, name: str) -> str:
    """States with whose turn they are and until when; moves by whom and what they ask for; and the kinds of meeting."""
    labels = {state.key: state.label for state in process.states}
    lines = [
        f"# 進め方 — {process.label}\n",
        f"このページと図は、宣言 `src/tsunagu_packs/{name}/{FILE}`（第{process.version}版）から作られます。出典: {process.reference}。\n",
        f"![状態を上から順に並べ、進む道を右、もどる道を左に、番号を付けて描いた図。番号の意味は下の表](進め方-{name}.svg)\n",
        "## 状態\n",
        "| 状態 | だれの番か | いつまでに | つぎにすること |\n|---|---|---|---|",
    ]
    for state in process.states:
        until = f"{state.hours}時間" if state.hours else f"{state.days}日" if state.days else "—"
        owners = "、".join(ROLES[role].label.removeprefix("活用・") for role in state.owner) or "—"
        lines.append(f"| {state.label} | {owners} | {until}{'（見直し日）' if state.review else ''} | {state.next} |")
    lines += ["\n## 動かし方\n", "| | 動き | どこから | どこへ | だれが | 書くこと |\n|---|---|---|---|---|---|"]
    for number, move in enumerate(process.moves, start=1):
        start = (
            "終わり以外もふくめ、どこからでも" if ANY in move.from_ else "、".join(labels[key] for key in move.from_)
        )
        end = (
            "、".join(f"{leads.decision}→{labels[leads.to]}" for leads in process.decisions)
            if move.to == DECIDED
            else labels[move.to]
        )
        by = "、".join(ROLES[role].label.removeprefix("活用・") for role in move.by)
        asks = "、".join(ASKED[one] for one in move.asks) or "—"
        asks += "（渡す先も読む）" * move.addressed
        asks += "".join(f"。先に要るもの：{one.label}" for one in move.behind)
        lines.append(f"| {number} | {move.label} | {start} | {end} | {by} | {asks} |")
    return "\n".join([*lines, *_meetings(process, labels), *_notices(process, labels)]) + "\n"


def _notices(process: Process, labels: dict[str, str]) -> list[str]:
    """What 今日 tells, of what and whom."""
    if not process.notices:
        return []
    moves = {move.key: move.label for move in process.moves}
    lines = ["\n## 「今日」に出る知らせ\n", "| 知らせ | いつ | だれに |\n|---|---|---|"]
    for one in process.notices:
        late = f"{'、'.join(labels[key] for key in one.overdue)}で、期限を過ぎているあいだ"
        done = f"「{'」「'.join(moves[key] for key in one.moves)}」から{one.days}日"
        to = "、".join(ROLES[role].label.removeprefix("活用・") for role in one.to)
        lines.append(f"| {one.words} | {late if one.overdue else done} | {to} |")
    return lines


def _meetings(process: Process, labels: dict[str, str]) -> list[str]:
    """The kinds of meeting: whose cases come up, who calls them, who may be asked to come, and who may decide there."""
    if not process.meetings:
        return []
    lines = [
        "\n## 会議\n",
        "| 会議 | 議題になる世帯 | だれが開くか | 決定者 | 出席者に選べる役割 |\n|---|---|---|---|---|",
    ]
    everybody = {role.key for role in ROLES.values() if meets_families(role)}
    for kind in process.meetings:
        agenda = "、".join([labels[key] for key in kind.agenda] + ["見直し日が来た世帯"] * kind.reviews)
        by, deciders, attendees = (
            "、".join(ROLES[role].label.removeprefix("活用・") for role in roles)
            for roles in (kind.by, kind.deciders, kind.attendees)
        )
        comes = "家族にかかわる役割のすべて" if set(kind.attendees) == everybody else attendees
        lines.append(f"| {kind.label} | {agenda} | {by} | {deciders if kind.decides else '決定しない'} | {comes} |")
    return lines


def main(arguments: list[str]) -> int:
    """Write, or tell which files differ."""
    differing = [
        (path, text) for path, text in drawn().items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if "--write" in arguments:
        for path, text in differing:
            path.write_text(text, encoding="utf-8")
        return 0
    for path, _ in differing:
        print(f"{path.relative_to(ROOT)}: not as declared; make fix", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
