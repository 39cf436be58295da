"""「わからない」とその理由"""

CHECKUP = """
scope: self
table: infant_checkups
where: {column: ev_left_alone, yes: true}
period: {ever: true, because: 健診は一度きりのため}
"""
ALLOWANCE = """
scope: household
table: child_rearing_allowance
where: {column: kind, in: [全部支給, 一部支給]}
period: {current: true}
"""


def test_register(spec):
    """名簿の表（手当、手帳など）に記録がないのは「いいえ」です。載っていないことに意味があるからです。"""
    spec(ask=ALLOWANCE, answers={1: "いいえ", 2: "いいえ", 3: "いいえ"})


def test_record(spec):
    """記録の表（健診、出欠など）に記録がないのは「わからない」です。見ていないだけかもしれないからです。"""
    spec(ask=CHECKUP, answers={1: "わからない：記録なし", 2: "わからない：記録なし", 3: "わからない：記録なし"})


def test_record_outside_the_period(spec):
    """期間の外の記録は、期間の中を見たことにはなりません。"""
    rows = """
    attendance
    person | month_start | absent
    1      | 2026-03-01  | 2
    3      | 2026-04-01  | 2
    """
    asked = (
        "{scope: self, table: attendance, period: {fiscal_year: 0}, aggregate: {sum: absent}, compare: {at_least: 30}}"
    )
    spec(tables=rows, ask=asked, answers={1: "わからない：記録なし", 3: "いいえ"})


def test_record_without_a_day(spec):
    """日付のない記録は、期間の中の記録とは言い切れません。日付のある記録がなければ「いいえ」とも「はい」とも言えません（1）。"""
    rows = """
    attendance
    person | month_start | absent
    1      | ?空欄       | 3
    2      | ?空欄       | 3
    2      | 2026-06-01  | 9
    3      | ?空欄       | 12
    """
    asked = (
        "{scope: self, table: attendance, where: {column: absent, at_least: 9},"
        " period: {fiscal_year: 0}, aggregate: count, compare: {less_than: 2}}"
    )
    spec(tables=rows, ask=asked, answers={1: "わからない：記録なし", 2: "はい", 3: "わからない：記録なし"})


def test_before_move_in(spec):
    """記録ができたはずの日より後に転入したこどもは「転入前」です。その日は、月齢の下限か、期間の初日です（3は2025年9月に転入）。"""
    spec(
        ask=CHECKUP, applies="age_months: {from: 4}",
        answers={1: "わからない：記録なし", 2: "わからない：記録なし", 3: "わからない：転入前"},
    )  # fmt: skip


def test_reason_of_the_cell(spec):
    """記録はあるが欄に答えがないときは、その欄の理由です。ほかの記録が「はい」なら「はい」です。"""
    rows = """
    infant_checkups
    person | checkup | examined_on | ev_left_alone
    1      | 3_4m    | 2016-09-01  | ?無回答
    1      | 18m     | 2017-11-20  | はい
    2      | 3_4m    | 2021-06-20  | ?未受診
    2      | 18m     | 2022-08-20  | ?無回答
    3      | 3_4m    | 2012-10-01  | いいえ
    """
    spec(tables=rows, ask=CHECKUP, answers={1: "はい", 2: "わからない：未受診", 3: "いいえ"})


def test_every_reason_a_cell_can_have(spec):
    """欄の理由は「未受診」「無回答」「聞いていない」「拒否」「不明コード」「読み取れない」「不詳」「空欄」「削除済み」「取得不可」です。"""
    for reasons in (
        ("未受診", "無回答", "聞いていない"),
        ("拒否", "不明コード", "読み取れない"),
        ("不詳", "空欄", "削除済み"),
        ("取得不可",),
    ):
        rows = "infant_checkups\nperson | checkup | examined_on | ev_left_alone\n" + "\n".join(
            f"{child} | 3y | 2024-03-01 | ?{reason}" for child, reason in zip((1, 2, 3), reasons, strict=False)
        )
        spec(
            tables=rows, ask=CHECKUP,
            answers={child: f"わからない：{reason}" for child, reason in zip((1, 2, 3), reasons, strict=False)},
        )  # fmt: skip


def test_not_delivered(spec):
    """要る提供データが届いていないとき、届いた分だけで「はい」なら「はい」、そうでなければ「未着」です。"""
    rows = """
    child_rearing_allowance
    person | kind     | paid_from  | approved_on
    11     | 全部支給 | 2026-05-01 | 2026-05-01
    """
    spec(
        tables=rows, ask=ALLOWANCE, not_arrived=("jido_fuyo",),
        answers={1: "はい", 2: "はい", 3: "わからない：未着"},
    )  # fmt: skip


def test_school_not_delivered(spec):
    """学校ごとに届くデータは、そのこどもの学校の分が届いていないときだけ「未着」です。"""
    rows = """
    attendance
    person | month_start | absent
    1      | 2026-04-01  | 2
    """
    asked = (
        "{scope: self, table: attendance, period: {fiscal_year: 0}, aggregate: {sum: absent}, compare: {at_least: 30}}"
    )
    spec(
        tables=rows, ask=asked, not_arrived=(("shukketsu", "B01"),),
        answers={1: "いいえ", 2: "わからない：記録なし", 3: "わからない：未着"},
    )  # fmt: skip


def test_mother_unknown_and_not_delivered(spec):
    """母とわかる人がいないこどもに「はい」はありません。何が届いても満たす比べ方（0以上）でも「はい」にならず、届いていないあいだは「未着」です。"""
    asked = """
    scope: mother
    table: child_rearing_allowance
    period: {current: true}
    aggregate: count
    compare: {at_least: 0}
    """
    spec(ask=asked, answers={1: "はい", 2: "はい", 3: "わからない：該当する家族がわからない"})
    spec(ask=asked, not_arrived=("jido_fuyo",), answers={1: "はい", 2: "はい", 3: "わからない：未着"})


def test_partly_held(spec):
    """町が一部しか持たないデータでは、「いいえ」のかわりに「一部保有」です。"""
    rows = """
    child_rearing_allowance
    person | kind     | paid_from  | approved_on
    11     | 全部支給 | 2026-05-01 | 2026-05-01
    """
    spec(
        tables=rows, ask=ALLOWANCE, partial=("jido_fuyo",),
        answers={1: "はい", 2: "はい", 3: "わからない：一部保有"},
    )  # fmt: skip


def test_first_reason_wins(spec):
    """理由がいくつもあるときは、決まった順で先のもの1つです（未着、家族がいない、転入前、記録なし、一部保有、未受診、無回答 …）。"""
    rows = """
    infant_checkups
    person | checkup | examined_on | ev_left_alone
    3      | 3_4m    | 2012-10-01  | ?無回答
    """
    spec(
        tables=rows, ask=CHECKUP, not_arrived=("kenshin_3y",),
        answers={1: "わからない：未着", 2: "わからない：未着", 3: "わからない：未着"},
    )  # fmt: skip
