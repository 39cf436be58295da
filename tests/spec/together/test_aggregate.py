"""まとめ方（aggregate と compare）"""

ATTENDANCE = """
    attendance
    person | month_start | absent | late
    1      | 2026-04-01  | 12     | 0
    1      | 2026-05-01  | 18     | 1
    3      | 2026-04-01  | 20     | 0
    3      | 2026-05-01  | ?空欄  | 0
"""


def ask(aggregate: str, compare: str | None = None, table: str = "attendance", where: str | None = None) -> str:
    lines = [f"scope: self\ntable: {table}"]
    if where:
        lines.append(f"where: {where}")
    lines.append(f"period: {{fiscal_year: 0}}\naggregate: {aggregate}")
    if compare:
        lines.append(f"compare: {compare}")
    return "\n".join(lines)


def test_any(spec):
    """`any`（書かないときもこれ）は、1件でもあるかどうかです。"""
    spec(
        tables=ATTENDANCE, ask=ask("any", where="{column: late, at_least: 1}"),
        answers={1: "はい", 2: "わからない：記録なし", 3: "いいえ"},
    )  # fmt: skip


def test_count(spec):
    """`count` は件数です。当てはまるかわからない記録は、入れた数と入れない数の両方で考えます。"""
    spec(
        tables=ATTENDANCE, ask=ask("count", "{at_least: 2}", where="{column: absent, at_least: 10}"),
        answers={1: "はい", 3: "わからない：空欄"},
    )  # fmt: skip


def test_compare(spec):
    """比べ方は `at_least`（以上）、`more_than`（より多い）、`at_most`（以下）、`less_than`（未満）、`equals`（ちょうど）です。1は2件、3は1件か2件です。"""
    for compare, of_1, of_3 in (
        ("{at_least: 1}", "はい", "はい"),
        ("{more_than: 2}", "いいえ", "いいえ"),
        ("{at_most: 1}", "いいえ", "わからない：空欄"),
        ("{less_than: 3}", "はい", "はい"),
        ("{equals: 2}", "はい", "わからない：空欄"),
    ):
        asked = ask("count", compare, where="{column: absent, at_least: 10}")
        spec(tables=ATTENDANCE, ask=asked, answers={1: of_1, 3: of_3})


def test_count_certain_in_spite_of_unknown(spec):
    """わからない記録がどちらでも答えが同じなら、答えは決まります（3は1件か2件で、どちらも1件以上）。"""
    spec(
        tables=ATTENDANCE, ask=ask("count", "{at_least: 1}", where="{column: absent, at_least: 10}"),
        answers={1: "はい", 3: "はい"},
    )  # fmt: skip


def test_sum(spec):
    """`sum` は合計です。空欄があると「これ以上」しかわかりません。それでも届いていれば「はい」です。"""
    spec(
        tables=ATTENDANCE, ask=ask("{sum: absent}", "{at_least: 30}"),
        answers={1: "はい", 3: "わからない：空欄"},
    )  # fmt: skip


def test_sum_enough(spec):
    """20日と空欄の月は、20日以上であることは確かです。"""
    spec(tables=ATTENDANCE, ask=ask("{sum: absent}", "{at_least: 20}"), answers={1: "はい", 3: "はい"})


def test_sum_at_most(spec):
    """空欄があるときの「以下」は、すでに超えていれば「いいえ」、そうでなければ「わからない」です。"""
    spec(
        tables=ATTENDANCE, ask=ask("{sum: absent}", "{at_most: 25}"),
        answers={1: "いいえ", 3: "わからない：空欄"},
    )  # fmt: skip


def test_max(spec):
    """`max` は最大です。空欄があると、もっと大きいかもしれません。"""
    spec(
        tables=ATTENDANCE, ask=ask("{max: absent}", "{more_than: 18}"),
        answers={1: "いいえ", 3: "はい"},
    )  # fmt: skip


def test_min(spec):
    """`min` は最小です。空欄があると、もっと小さいかもしれません。"""
    spec(
        tables=ATTENDANCE, ask=ask("{min: absent}", "{at_least: 12}"),
        answers={1: "はい", 3: "わからない：空欄"},
    )  # fmt: skip


CONSULTATIONS = """
    consultations
    person | kind | received_on
    1      | 養護 | 2026-05-01
    1      | 保健 | 2026-06-01
    1      | 保健 | 2026-07-01
    3      | 養護 | 2026-05-01
    3      | 保健 | 2026-05-01
"""


def test_count_distinct(spec):
    """`count_distinct` は、ちがう値の数です。"""
    spec(
        tables=CONSULTATIONS, ask=ask("{count_distinct: kind}", "{equals: 2}", "consultations"),
        answers={1: "はい", 2: "いいえ", 3: "はい"},
    )  # fmt: skip


def test_latest(spec):
    """`latest` は、日付がいちばん新しい記録の値です。同じ日付なら、提供データの名前、ファイルの行の順で後のものです（3は保健）。"""
    spec(
        tables=CONSULTATIONS, ask=ask("{latest: kind}", "{is: 保健}", "consultations"),
        answers={1: "はい", 2: "いいえ", 3: "はい"},
    )  # fmt: skip


def test_latest_in(spec):
    """`latest` は `in`（並べた値のどれか）でも、数の列なら大きさでも比べられます。いちばん新しい記録の欄が空欄なら、前の記録には戻りません。"""
    spec(
        tables=CONSULTATIONS, ask=ask("{latest: kind}", "{in: [養護, 不登校]}", "consultations"),
        answers={1: "いいえ", 2: "いいえ", 3: "いいえ"},
    )  # fmt: skip
    spec(
        tables=ATTENDANCE, ask=ask("{latest: absent}", "{more_than: 15}"),
        answers={1: "はい", 3: "わからない：空欄"},
    )  # fmt: skip


def test_nothing_to_take_the_greatest_of(spec):
    """1件もないとき、件数と合計は0として比べ、`max`・`min`・`latest` は「いいえ」です（名簿の表の場合）。"""
    spec(
        tables=CONSULTATIONS, ask=ask("count", "{at_most: 0}", "consultations"),
        answers={1: "いいえ", 2: "はい", 3: "いいえ"},
    )  # fmt: skip
