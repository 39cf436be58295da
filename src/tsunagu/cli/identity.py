"""`tsunagu identity …`: records that wait for a person, the answers, taking one back, and what had used it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Pack
from tsunagu.cli.options import HomeOption, JsonOption
from tsunagu.cli.recorded import record_leaving
from tsunagu.identity import (
    IdentityAnswer,
    IdentityJudgement,
    LinkMethod,
    judgement_of,
    judgements,
    second,
    second_undo,
    undo,
    undo_of,
)
from tsunagu.month import (
    LinkUses,
    Question,
    answer_linked,
    answer_question,
    desk_of,
    entries_read,
    find_home,
    find_question,
    named_numbers,
    return_numbers,
    uses_of,
)
from tsunagu.serving import open_serving

ByOption = Annotated[str, typer.Option("--by", help="答える人")]
EntryArgument = Annotated[str, typer.Argument(metavar="ENTRY", help="答えの番号（tsunagu identity log で並びます）")]
DIGITS = 12
UNSEEN = "（2人目が答えるまで見せません）"
"""Stands for what the first person said while it waits: whoever reads it before answering only nods."""


def register(app: typer.Typer) -> None:
    """Add `tsunagu identity …`."""
    commands = typer.Typer(help="番号のない記録がだれのものかを、人が答えます。", no_args_is_help=True)
    app.add_typer(commands, name="identity")
    commands.command("pairs", help="答えを待つ記録と、当てはまるかもしれない人を並べます。")(pairs)
    commands.command("linked", help="こどもにひも付いた記録を、どうひも付けたかとともに並べます。")(linked)
    commands.command("decide", help="1件に答えます（同一人・別人・保留・住民登録待ち・区域外就学）。")(decide)
    commands.command("second", help="ほかの人の答え（2人で決めた「別人」の取り消しも）を、2人目として確かめます。")(
        second_person
    )
    commands.command("undo", help="答えを取り消し、それを使っていたものを並べます。")(take_back)
    commands.command("restore", help="取り消しを取り消し、答えをもう一度生かします。")(restore)
    commands.command("uses", help="答えを使った判定・提供を並べます。")(uses)
    commands.command("log", help="だれが、いつ、どう答えたかを並べます。")(log)
    commands.command("numbers", help="確認ずみの学籍番号と宛名番号を、教育委員会に戻すCSVに書きます。")(numbers)


def pairs(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Print the open questions. Names are shown by 宛名番号 and the record by file and line only."""
    found = find_home(home)
    pack = found.pack()
    with open_serving(found.folder) as serving:
        desk = desk_of(serving, judgements(found.folder), pack, entries_read(found, serving))
    record_leaving(found, "identity pairs")
    if as_json:
        typer.echo(json.dumps([_plain(question, pack) for question in desk.open], ensure_ascii=False, indent=1))
        return
    typer.echo(
        f"答えを待つ記録 {len(desk.open)}件、2人目を待つ答え {len(desk.second) + len(desk.unshown)}件、答えずみ {desk.settled}件"
    )
    for question in desk.open:
        told = _plain(question, pack)
        which = told["person"] or "相手なし"
        place = told["file"] if told["line"] is None else f"{told['file']} {told['line']}行目"
        typer.echo(f"{told['record'][:DIGITS]}\t{which}\t{told['table']}\t{place}")


def linked(
    child: Annotated[str, typer.Argument(metavar="CHILD", help="こどもの整理番号（C-0001）")], home: HomeOption = None
) -> None:
    """Print the records that were linked to a child: what to contradict is named by its first column. M020 when there is no such child."""
    found = find_home(home)
    pack = found.pack()
    with open_serving(found.folder) as serving:
        served = serving.child(child)
        if served is None:
            raise RefusedError("M020", "その整理番号のこどもは、いまの月にいません", "画面の整理番号を確かめてください")
        record_leaving(found, "identity linked", [child])
        for one in serving.linked_records(person_id=served.person_id):
            place, table = one.record.place, pack.tables[one.record.table].label
            told = (one.record.record_key[:DIGITS], one.person_id, table, LinkMethod(one.method).label)
            typer.echo(
                "\t".join(map(str, (*told, place["file"], "" if place["line"] is None else f"{place['line']}行目")))
            )


def decide(
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="記録の番号（tsunagu identity pairs か linked で並びます）")
    ],
    answer: Annotated[str, typer.Option("--answer", help="同一人・別人・保留・住民登録待ち・区域外就学")],
    by: ByOption,
    person: Annotated[str, typer.Option("--person", help="相手の宛名番号（人についての答えのとき）")] = "",
    why: Annotated[str, typer.Option("--why", help="なぜそう答えるか")] = "",
    home: HomeOption = None,
) -> None:
    """Append the answer; next month's run reads it."""
    found = find_home(home)
    pack = found.pack()
    said = _answer(answer)
    with found.locked(), open_serving(found.folder) as serving:
        question = find_question(serving, pack, record, int(person) if person.isdigit() else None)
        is_linked = question.record.reason in {str(method) for method in LinkMethod}
        give = answer_linked if is_linked else answer_question
        judged = give(found, question, said, by=by, why=why)
    typer.echo(f"「{said.label}」と記録しました（{judged.entry[:DIGITS]}）。次の月の処理から使います。")
    if judged.waits_for_second:
        typer.echo("虐待・相談の情報がかかわるので、もう一人が確かめるまで使いません（tsunagu identity second）。")
    if is_linked and said is IdentityAnswer.OTHER:
        typer.echo("このひも付けを使っていたもの：")
        _tell_uses(uses_of(found, judged), as_json=False)


def second_person(
    entry: EntryArgument,
    by: ByOption,
    answer: Annotated[str, typer.Option("--answer", help="自分の答え（1人目の答えは見ずに決めます）")] = "",
    home: HomeOption = None,
) -> None:
    """Give the second person's own answer: the same brings the first into force, another takes it back. Or confirm that somebody
    else takes back 別人 of two people, which needs no answer."""
    found = find_home(home)
    with found.locked():
        judged = judgement_of(found.folder, entry)
        if judged.withdrawal is not None:
            second_undo(found.folder, judged.entry, by=by)
            typer.echo(f"2人目として確かめ、{judged.by}の「{judged.answer.label}」を取り消しました。")
            return
        said = _answer(answer)
        if judged.waits_for_second and judged.by != by and said is not judged.answer:
            why = f"2人の答えが分かれました（{judged.answer.label}と{said.label}）"
            undo(found.folder, judged.entry, by=by, why=why)
            typer.echo(f"{why}。1人目の答えは取り消しました。この記録は、もう一度たずねられます。")
            return
        judged = second(found.folder, judged.entry, by=by)
    typer.echo(f"2人目として確かめました（{judged.by}の「{judged.answer.label}」）。次の月の処理から使います。")


def take_back(
    entry: EntryArgument,
    by: ByOption,
    why: Annotated[str, typer.Option("--why", help="なぜ取り消すか")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Append the undo, and print everything that had used the answer. M006 where it was taken back already."""
    found = find_home(home)
    with found.locked():
        judged = judgement_of(found.folder, entry)
        undo(found.folder, judged.entry, by=by, why=why)
        waits = judgement_of(found.folder, judged.entry).withdrawal
    typer.echo(
        "取り消しを求めました。2人で決めた「別人」なので、もう一人が確かめるまで有効なままです（tsunagu identity second）。"
        if waits
        else "取り消しました。",
        err=as_json,
    )
    _tell_uses(uses_of(found, judged), as_json)


def restore(
    entry: EntryArgument,
    by: ByOption,
    why: Annotated[str, typer.Option("--why", help="なぜ取り消しを取り消すか")],
    home: HomeOption = None,
) -> None:
    """Append an undo of the undo that stands against the answer. M006 where none does."""
    found = find_home(home)
    with found.locked():
        judged = judgement_of(found.folder, entry)
        undo(found.folder, undo_of(found.folder, judged.entry) or "", by=by, why=why)
    typer.echo(f"取り消しを、取り消しました（{judged.by}の「{judged.answer.label}」）。次の月の処理から使います。")


def uses(entry: EntryArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Print what used an answer."""
    found = find_home(home)
    _tell_uses(uses_of(found, judgement_of(found.folder, entry)), as_json)


def log(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Print every answer, oldest first; M001 when the log was changed."""
    given = judgements(find_home(home).folder)
    if as_json:
        typer.echo(json.dumps([_told(one) for one in given], ensure_ascii=False, indent=1))
        return
    if not given:
        typer.echo("まだだれも答えていません。")
    for one in given:
        told = _told(one)
        typer.echo("\t".join(str(told[name]) for name in ("entry", "on", "by", "answer", "state", "record", "why")))


def numbers(
    out: Annotated[Path, typer.Argument(metavar="FOLDER", help="CSVを書く空のフォルダ")],
    by: ByOption,
    home: HomeOption = None,
) -> None:
    """One CSV per school with the two numbers and nothing else; the log notes that they left. What cannot be resolved is named."""
    found = find_home(home)
    with found.locked():
        files, left_out = return_numbers(found, out, by=by)
    typer.echo(f"{len(files)}校のファイルを {out} に書きました。学籍番号と宛名番号のほかは入っていません。")
    if left_out:
        typer.echo(
            f"いまの宛名番号が分からない{len(left_out)}件は書いていません：{named_numbers(left_out)}。"
            "同一人確認で答えなおしてください。"
        )


def _answer(text: str) -> IdentityAnswer:
    for answer in IdentityAnswer:
        if text in (answer.label, str(answer)):
            return answer
    labels = "・".join(answer.label for answer in IdentityAnswer)
    raise RefusedError("C001", f"--answer の「{text}」という答えはありません", f"{labels} から選んでください")


def _plain(question: Question, pack: Pack) -> dict[str, Any]:
    record, person = question.record, question.person
    return {
        "record": record.record_key,
        "table": pack.tables[record.table].label,
        "file": record.place["file"],
        "line": record.place["line"],
        "person": person["person_id"] if person else None,
        "agrees": person["agrees"] if person else [],
        "differs": person["differs"] if person else [],
        "two_people": question.two_people,
        "put_off": question.put_off,
    }


def _told(one: IdentityJudgement) -> dict[str, Any]:
    waits, taken_back = one.waits_for_second, not one.active
    state = "取り消しずみ" if taken_back else "2人目待ち" if waits else "有効"
    return {
        "entry": one.entry[:DIGITS],
        "on": one.on,
        "by": one.by,
        "second": one.second,
        "answer": UNSEEN if waits else one.answer.label,
        "state": f"{state}（取り消しが2人目待ち）" if one.active and one.withdrawal is not None else state,
        "record": one.pair.record[:DIGITS],
        "person": None if waits else one.pair.person,
        "why": UNSEEN if waits else one.why,
    }


def _tell_uses(found: LinkUses, as_json: bool) -> None:
    if as_json:
        told = {
            "runs": [{"run": run, "as_of": as_of} for run, as_of in found.runs],
            "findings": [one.__dict__ for one in found.findings],
            "returned": [{"by": one.by, "on": one.on, "files": list(one.files)} for one in found.returned],
            "unknown": [{"run": run, "as_of": as_of, "why": why} for run, as_of, why in found.unknown],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for run, as_of, why in found.unknown:
        typer.echo(f"判定 {run}（{as_of} 時点）：使ったかどうか分かりません（{why}）")
    if not found.runs and not found.returned and not found.unknown:
        typer.echo("この答えを使った判定も提供も、まだありません。")
    for run, as_of in found.runs:
        typer.echo(f"判定 {run}（{as_of} 時点）")
    for one in found.findings:
        typer.echo(
            f"　{one.as_of}\t{one.child_code or '（対象のこどもではない）'}\t{one.criterion}\t{one.state}\t{one.points}"
        )
    for back in found.returned:
        typer.echo(f"教育委員会へ {back.on} {back.by}：{'、'.join(back.files)}")
    if found.shown_from and found.child_codes:
        typer.echo(
            f"{found.shown_from} から、{'、'.join(found.child_codes)} を見た記録は、見た記録の画面で確かめてください。"
        )
