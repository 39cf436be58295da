"""だれの記録か（scope）"""

TABLES = """
    consultations
    person | kind | received_on
    1      | 養護 | 2026-05-01
    11     | 保健 | 2026-06-01
    12     | 養護 | 2026-06-15
    21     | 養護 | 2026-07-01
"""


def ask(scope: str) -> str:
    return f"""
    scope: {scope}
    table: consultations
    where: {{column: kind, is: 養護}}
    period: {{months_back: 12}}
    """


def test_self(spec):
    """`self`（本人）は、そのこども自身の記録だけを見ます。"""
    spec(tables=TABLES, ask=ask("self"), answers={1: "はい", 2: "いいえ", 3: "いいえ"})


def test_household(spec):
    """`household`（世帯）は、本人を含む、いま同じ世帯にいる全員の記録を見ます。転出した人（12）の記録は入りません。"""
    spec(tables=TABLES, ask=ask("household"), answers={1: "はい", 2: "はい", 3: "はい"})


def test_others(spec):
    """`others`（同一世帯人、本人を除く）は、世帯から本人を除いた人の記録を見ます。1の記録は、弟の2にとっては家族の記録です。"""
    spec(tables=TABLES, ask=ask("others"), answers={1: "いいえ", 2: "はい", 3: "はい"})


def test_mother(spec):
    """`mother`（母）は、続柄から母とわかった人の記録を見ます。母とわかる人がいないこどもの答えは「わからない」です。"""
    spec(
        tables=TABLES.replace("11     | 保健", "11     | 養護"), ask=ask("mother"),
        answers={1: "はい", 2: "はい", 3: "わからない：該当する家族が世帯にいない"},
    )  # fmt: skip


def test_mother_elsewhere(spec):
    """母が別の世帯にいても、母とわかっていれば、その記録を見ます（ここでは3の母を12とします）。"""
    spec(tables=TABLES, ask=ask("mother"), mothers={3: 12}, answers={1: "いいえ", 2: "いいえ", 3: "はい"})


def test_members_themselves(spec):
    """`table: persons` は、世帯の人そのものを数えます。生年月日などの列に条件を付けられます。"""
    spec(
        ask="""
        scope: household
        table: persons
        where: {column: birth_date, fiscal_age: {at_most: 18}}
        aggregate: count
        compare: {at_least: 2}
        """,
        answers={1: "はい", 2: "はい", 3: "いいえ"},
    )
