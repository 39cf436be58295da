"""研修の画面: on a training home alone, each person's own, counted from a mark, seen whole only by who leads the training."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
import typer
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from support.web_people import EVERYBODY, As, make_home
from support.web_training import ROLE_OF, Trainee, log_in
from tsunagu.base.errors import DeclarationError, RefusedError
from tsunagu.catalog import load_pack
from tsunagu.intake import loads, receive
from tsunagu.month import Home, find_home, run_month
from tsunagu_web import commands, training_commands
from tsunagu_web.access import Purpose
from tsunagu_web.accounts import demo
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.checking import verify_record
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.handing_on import hand_on
from tsunagu_web.training import making
from tsunagu_web.training.checking import BEFORE, DONE, OPEN
from tsunagu_web.training.exercises import load_exercises
from tsunagu_web.training.models import TrainingMark
from tsunagu_web.training.plan import FILE

PAGES = ("/training/", "/training/people/")
AS_OF = date(2026, 10, 31)
BANNER = "研修用：架空の町です"


def test_elsewhere_the_pages_do_not_exist(as_person: As) -> None:
    for username in EVERYBODY:
        client = as_person(username)
        assert [client.get(url).status_code for url in PAGES] == [404, 404]
        assert client.post("/training/again/").status_code == 404
        page = client.get("/").content.decode()
        assert "/training/" not in page and BANNER not in page and "架空のデータ・デモ" in page
    assert not TrainingMark.objects.exists()


def test_everybody_has_the_own_exercise_and_the_banner(prepared: Path) -> None:
    declared = load_exercises(load_pack("kaisei"))
    for username, role in ROLE_OF.items():
        one = Trainee.come(username)
        page = one.text("/training/")
        others = [exercise.title for key, exercise in declared.items() if key is not role]
        assert declared[role].title in page and not [title for title in others if title in page]
        assert BANNER in page and BANNER in one.text("/") and 'href="/training/"' in one.text("/")


def test_who_leads_the_training_sees_who_is_how_far_and_nobody_else(prepared: Path) -> None:
    nurse = Trainee.come("boshi")
    nurse.do(nurse.progress.steps[0].step)
    for username in ROLE_OF:
        answer = log_in(username).get("/training/people/")
        assert answer.status_code == (200 if username in ("sekinin", "kanri") else 404), username
        if answer.status_code == 200:
            row = answer.content.decode().partition("村上")[2].partition("</tr>")[0]
            assert row.count("済") == 1 and row.count("まだ") == len(nurse.progress.steps) - 1
            assert not [
                word for word in ("点", "位", "％", "%") if word in answer.content.decode().partition("<tbody>")[2]
            ]


def test_what_somebody_else_did_ticks_nothing(prepared: Path) -> None:
    nurse, welfare = Trainee.come("boshi"), Trainee.come("fukushi")
    (contact,) = [one.step for one in welfare.progress.steps if one.step.check.kept == "contact_told_apart"]
    from support.web_training import ACTS

    ACTS["contact_told_apart"](nurse, welfare.targets["case_welfare"], "")
    place = [one.step for one in welfare.progress.steps].index(contact)
    assert welfare.states()[place] == OPEN
    welfare.do(contact)
    assert welfare.states()[place] == DONE


def test_a_look_at_another_child_ticks_nothing(prepared: Path) -> None:
    ssw = Trainee.come("ssw")
    assert ssw.client.get(f"/children/{ssw.targets['named']}/").status_code == 200
    assert ssw.states() == [OPEN] * 4
    assert ssw.client.get("/children/C-9999/").status_code == 404
    assert ssw.states() == [OPEN] * 4


def test_a_refusal_is_no_look_and_a_look_is_no_refusal(prepared: Path) -> None:
    ssw, centre = Trainee.come("ssw"), Trainee.come("center")
    RoleAssignment.objects.filter(user=ssw.user).update(schools=["ほかの学校"])
    assert ssw.client.get(f"/children/{ssw.targets['own']}/").status_code == 404
    assert ssw.states() == [OPEN] * 4
    refused, opened = centre.progress.steps[-2].step, centre.progress.steps[-1].step
    centre.do(opened)
    assert centre.client.get(centre.page(refused)).status_code == 200
    assert centre.states()[-2:] == [OPEN, DONE]


def test_a_form_that_was_refused_ticks_nothing(prepared: Path) -> None:
    centre = Trainee.come("center")
    asked = centre.client.post("/break-glass/", {"code": centre.targets["outside"], "reason": "report"})
    assert asked.status_code == 400
    assert centre.states()[-1] == OPEN


def test_the_mistake_that_cannot_be_made_twice_is_said_too(prepared: Path) -> None:
    """Two steps of `once`: the mistake takes the chance away, so it is made in a town of its own."""
    for username, kept, words in (
        ("hantei", "twin_found", "双子のもう一人"),
        ("sekinin", "override_refused", "念のため"),
    ):
        one = Trainee.come(username)
        place, step = next(
            (place, state.step) for place, state in enumerate(one.progress.steps) if state.step.check.kept == kept
        )
        one.slip(step)
        assert one.states()[place] == OPEN and one.progress.steps[place].slipped
        assert words in one.text("/training/")


def test_starting_again_counts_from_now_and_takes_nothing_back(prepared: Path) -> None:
    sv, nurse = Trainee.come("sv"), Trainee.come("boshi")
    nurse.do(nurse.progress.steps[0].step)
    for one in sv.progress.steps:
        sv.do(one.step)
    rows, marks = AuditRow.objects.count(), TrainingMark.objects.count()
    assert sv.client.post("/training/again/").status_code == 302
    assert sv.states() == [OPEN, BEFORE, OPEN, OPEN]
    assert "前の回で済" in sv.text("/training/")
    assert nurse.states()[0] == DONE, "only the own count begins anew"
    assert TrainingMark.objects.count() == marks + 1 and AuditRow.objects.count() > rows
    with pytest.raises(TypeError):
        TrainingMark.objects.last().save()  # type: ignore[union-attr]
    sv.do(sv.progress.steps[0].step)
    assert sv.states()[0] == DONE


def test_somebody_who_came_later_begins_with_a_press(prepared: Path) -> None:
    user = User.objects.create_user("nochi", "x" * 20, display_name="谷", section="企画課")
    RoleAssignment.objects.create(user=user, role="analyst", purpose=Purpose.ANALYSING.value, starts_on=demo.STARTS_ON)
    one = Trainee("nochi", log_in("nochi"))
    one.client.get("/overview/")
    assert set(one.states()) == {OPEN} and "まだ数え始めていません" in one.text("/training/")
    assert one.client.post("/training/again/").status_code == 302
    one.client.get("/overview/")
    assert one.states()[0] == DONE


def test_the_record_of_the_prepared_town_is_whole(prepared: Path) -> None:
    assert verify_record().sound
    actions = set(AuditRow.objects.values_list("action", flat=True))
    assert actions >= {
        "user.add",
        "case.receive",
        "case.move",
        "note.add",
        "conference.decide",
        "task.add",
        "inquiry.ask",
    }
    assert set(AuditRow.objects.values_list("result", flat=True)) == {"ok"}


def test_known_passwords_have_no_place_in_a_training_home(prepared: Path, client: Client) -> None:
    with pytest.raises(RefusedError) as refused:
        demo.make_demo_users()
    assert refused.value.code == "U001"
    page = client.get("/login/").content.decode()
    assert BANNER in page and "tsunagu-demo-" not in page
    assert not User.objects.get(username="hantei").check_password("tsunagu-demo-hantei")


def test_a_town_that_was_not_prepared_to_its_end_says_so(prepared: Path) -> None:
    client = log_in("sekinin")
    (prepared / FILE).unlink()
    for url in PAGES:
        answer = client.get(url)
        assert answer.status_code == 409 and "U020" in answer.content.decode()


def made_by_command(folder: Path, town: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`tsunagu training make`, with the invented town at hand already."""
    import shutil

    def at_hand(building: Path) -> None:
        shutil.copytree(town, building, dirs_exist_ok=True)

    def set_up(home: Path | None) -> Path:
        settings.TSUNAGU_HOME = home
        assert home is not None
        return home

    monkeypatch.setattr(making, "make_town", at_hand)
    app = typer.Typer()
    training_commands.register(app, set_up)
    return CliRunner().invoke(app, ["training", "make", str(folder)])


def test_the_command_prints_each_log_in_once_and_they_open_the_town(
    town: Path, tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TSUNAGU_DATABASE_URL", raising=False)
    done = made_by_command(tmp_path / "made", town, settings, monkeypatch)
    assert done.exit_code == 0, done.output
    settings.TSUNAGU_HOME = tmp_path / "made"
    printed = dict(line.split()[:2] for line in done.output.splitlines() if line.startswith("  "))
    assert set(printed) == set(ROLE_OF) and len(set(printed.values())) == len(ROLE_OF)
    assert all(User.objects.get(username=name).check_password(word) for name, word in list(printed.items())[:3])
    assert (tmp_path / "made").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".unfinished")] == []


def test_nothing_is_made_over_something_or_beside_another_store(
    town: Path, tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "大事.xlsx").write_bytes(b"1")
    refused = made_by_command(tmp_path / "there", town, settings, monkeypatch).exception
    assert isinstance(refused, RefusedError) and refused.code == "H004"
    monkeypatch.setenv("TSUNAGU_DATABASE_URL", "postgresql://town/real")
    refused = made_by_command(tmp_path / "made", town, settings, monkeypatch).exception
    assert isinstance(refused, RefusedError) and refused.code == "H008" and not (tmp_path / "made").exists()
    with pytest.raises(RefusedError) as serving:
        commands.set_up(town)
    assert serving.value.code == "H008"
    settings.TSUNAGU_HOME = town
    with pytest.raises(RefusedError) as elsewhere:
        run_path(str(Path(commands.__file__).with_name("wsgi.py")))
    assert elsewhere.value.code == "H008", "whatever server starts it"
    monkeypatch.delenv("TSUNAGU_DATABASE_URL")
    assert callable(run_path(str(Path(commands.__file__).with_name("wsgi.py")))["application"])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("check: {looked: receipts.look, kept: sighting}", "どれか一つ"),
        ("check: {looked: nothing.look}", "動作 nothing.look はありません"),
        ("check: {did: receipts.look}", "did ではなく kept"),
        ("check: {kept: nothing}", "確かめ方はありません"),
        ("check: {looked: receipts.look, of: nobody}", "研修の町にありません"),
    ],
)
def test_an_exercise_that_could_never_be_done_is_refused(tmp_path: Path, wrong: str, says: str) -> None:
    own = tmp_path / "pack" / "training"
    own.mkdir(parents=True)
    step = "  - {do: する, see: こうなる, page: {name: receipts}, check: {looked: receipts.look}}\n"
    text = f"schema: 1\nrole: screener\ntitle: 題\nwhy: わけ\nsteps:\n{step * 2}{step}debrief: [ふりかえり]\n"
    (own / "screener.yaml").write_text(text, encoding="utf-8")
    assert load_exercises(load_pack("kaisei", tmp_path / "pack"))["screener"].title == "題"  # type: ignore[index]
    (own / "screener.yaml").write_text(text.replace("check: {looked: receipts.look}", wrong, 1), encoding="utf-8")
    with pytest.raises(DeclarationError, match=says):
        load_exercises(load_pack("kaisei", tmp_path / "pack"))


def test_a_demo_is_no_training_home(tmp_path: Path, settings: Any) -> None:
    from tsunagu_web.town import is_demo, is_training

    settings.TSUNAGU_HOME = make_home(tmp_path / "demo", run=False)
    assert is_demo() and not is_training()
    settings_file = tmp_path / "demo" / "home.yaml"
    settings_file.write_text(settings_file.read_text(encoding="utf-8") + "training: true\n", encoding="utf-8")
    assert not is_training(), "the words alone make none"


def test_the_month_may_be_run_again_and_no_other_file_comes_in(prepared: Path) -> None:
    before = {one.load_id for one in loads(prepared)}
    done = run_month(find_home(prepared), None, as_of=AS_OF, quiet=True, hand_on=hand_on).summary
    assert done["files_refused"] == 0 and done["children"] > 0
    assert {one.load_id for one in loads(prepared)} == before, (
        "each file of the town came back as itself, out of a zip too"
    )
    strange = prepared.parent / "SHIENSOCHI.csv"
    strange.write_bytes(b"a,b\n1,2\n")
    (receipt,) = receive([strange], home=prepared, pack=find_home(prepared).pack(), received_on=AS_OF)
    assert set(receipt.counts) == {"file.not_of_this_town"}


def test_no_other_towns_file_comes_in_by_the_pages(prepared: Path) -> None:
    clerk, before = log_in("hantei"), sorted(prepared.rglob("*"))
    for url, told in (("/month/2026-10-31/hand-in/", {"medium": "庁内の共有フォルダ"}), ("/protection/take/", {})):
        strange = SimpleUploadedFile("SHIENSOCHI.csv", "宛名番号,氏名\n1,本物の名\n".encode())
        answer = clerk.post(url, {**told, "files": strange})
        assert answer.status_code in (400, 409) and "H009" in answer.content.decode(), url
    left = [path for path in prepared.rglob("*") if path.is_file() and "本物の名".encode() in path.read_bytes()]
    assert left == [] and {path.name for path in prepared.rglob("*.csv")} == {
        path.name for path in before if path.suffix == ".csv"
    }


def test_a_section_reads_the_declarations_a_few_times_for_a_month_of_files(
    prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of 40 files once read them for each file, 12 seconds of it."""
    read: list[int] = []
    real = Home.pack
    monkeypatch.setattr(Home, "pack", lambda home: (read.append(1), real(home))[1])
    assert Trainee.come("hoyu").client.get("/receipts/").status_code == 200
    assert 0 < len(read) <= 4
