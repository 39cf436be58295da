"""`tsunagu users`: who may log in. Django is loaded only when one of the commands runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="ホームのフォルダ（書かなければ環境変数 TSUNAGU_HOME）")
]
ROLE_HELP = "役割（画面の名前で。例 総括管理・判定担当。tsunagu users roles で並びます）"
Number = Annotated[str, typer.Argument(help="利用者番号（ログインに使う）")]


def register(app: typer.Typer, set_up: Callable[[Path | None], Path]) -> None:
    """Add `tsunagu users …`; `set_up` opens the case store of a home."""
    users = typer.Typer(help="利用者", no_args_is_help=True)
    app.add_typer(users, name="users")

    @users.command("add")
    def add(
        number: Number,
        name: Annotated[str, typer.Option("--name", help="氏名")],
        section: Annotated[str, typer.Option("--section", help="所属")],
        role: Annotated[str, typer.Option("--role", help=ROLE_HELP)],
        until: Annotated[
            datetime,
            typer.Option("--until", formats=["%Y-%m-%d"], help="使える最後の日（例 2027-03-31）。異動の日に合わせる"),
        ],
        school: Annotated[list[str] | None, typer.Option("--school", help="学校（画面の名前で。何度でも）")] = None,
        facility: Annotated[list[str] | None, typer.Option("--facility", help="園（画面の名前で。何度でも）")] = None,
        school_class: Annotated[str, typer.Option("--class", help="学級（担任）")] = "",
        household: Annotated[
            list[str] | None, typer.Option("--household", help="指名された世帯（K-0001 の形で。何度でも）")
        ] = None,
        home: HomeOption = None,
    ) -> None:
        """利用者を加え、パスワードを一度だけ表示する。"""
        from tsunagu.base import clock

        set_up(home)
        from tsunagu_web.accounts.people import NewPerson, add_person, role_of

        person = NewPerson(
            number,
            name,
            section,
            role_of(role),
            clock.today(),
            until.date(),
            schools=tuple(school or ()),
            facilities=tuple(facility or ()),
            school_class=school_class,
            households=tuple(household or ()),
        )
        typer.echo(f"{number} を加えました。パスワード（いま一度だけ表示します）：{add_person(person)}")

    _register_the_rest(users, set_up)


def _register_the_rest(users: typer.Typer, set_up: Callable[[Path | None], Path]) -> None:
    @users.command("roles")
    def list_roles(home: HomeOption = None) -> None:
        """役割を並べる。--role には、どちらの名前でも書ける。"""
        set_up(home)
        from tsunagu_web.accounts.people import known_roles

        for key, label in known_roles():
            typer.echo(f"{label}\t{key}")

    @users.command("list")
    def list_people(home: HomeOption = None) -> None:
        """利用者を並べる。"""
        set_up(home)
        from tsunagu_web.accounts.people import people

        for row in people():
            typer.echo("\t".join(row))

    @users.command("close")
    def close(number: Number, home: HomeOption = None) -> None:
        """利用者を閉じる（ログインできなくする）。記録は残る。"""
        set_up(home)
        from tsunagu_web.accounts.people import close_person

        close_person(number)
        typer.echo(f"{number} を閉じました。")

    @users.command("address")
    def address(
        number: Number,
        where: Annotated[str, typer.Argument(help="自宅の住所（しるしだけを残し、住所は残さない）")],
        home: HomeOption = None,
    ) -> None:
        """利用者の自宅のしるしを残す。同じ住所のこどもを見たとき、監査の画面に出る。"""
        set_up(home)
        from tsunagu_web.accounts.people import note_address

        note_address(number, where)
        typer.echo(f"{number} の自宅のしるしを残しました（住所は残していません）。")

    @users.command("recover")
    def recover(
        number: Number,
        what: Annotated[str, typer.Option("--what", help="直すもの（二つめの確認、パスワード、閉じた利用者）")],
        witness: Annotated[list[str], typer.Option("--witness", help="立ち会う人の利用者番号（二人。本人は入れない）")],
        reason: Annotated[str, typer.Option("--reason", help="わけ（どうやって本人と確かめたか）")],
        until: Annotated[
            datetime | None,
            typer.Option("--until", formats=["%Y-%m-%d"], help="閉じた利用者の、新しい最後の日"),
        ] = None,
        home: HomeOption = None,
    ) -> None:
        """画面で認める人がいないとき、二人の立ち会いで利用者を直す。二人のパスワードを聞き、記録に残す。"""
        set_up(home)
        from tsunagu_web.accounts.recovering import recover as mend
        from tsunagu_web.accounts.recovering import way_of

        kind = way_of(what)
        told = [(one, typer.prompt(f"{one} のパスワード", hide_input=True)) for one in witness]
        password = mend(number, kind, told, reason, until.date() if until else None)
        typer.echo(f"{number} の{what}を直しました。立ち会った人：{'、'.join(witness)}")
        if password:
            typer.echo(f"一度だけのパスワード（いまだけ表示します。3日以内に本人が変えます）：{password}")

    @users.command("demo")
    def demo(home: HomeOption = None) -> None:
        """デモのホームに、役割の違う利用者を作る。"""
        set_up(home)
        from tsunagu_web.accounts.demo import ALL_DEMO_PEOPLE, make_demo_users

        make_demo_users(ALL_DEMO_PEOPLE)
        for person in ALL_DEMO_PEOPLE:
            typer.echo(f"{person.username}\t{person.password}\t{person.role_label}")
