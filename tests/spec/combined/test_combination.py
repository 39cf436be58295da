"""問いの組み合わせ（any_of・all_of・not）"""

ROWS = """
    school_health
    person | untreated
    1      | 2
    3      | ?空欄

    childcare
    person | entered_on
    2      | 2024-04-01
"""
TEETH = "{scope: self, table: school_health, where: {column: untreated, at_least: 1}}"
NURSERY = "{scope: self, table: childcare, period: {current: true}}"


def test_any_of(spec):
    """`any_of` は、どれか1つが「はい」なら「はい」、すべて「いいえ」なら「いいえ」、ほかは「わからない」です。"""
    spec(
        tables=ROWS, ask=f"any_of:\n  - {TEETH}\n  - {NURSERY}",
        answers={1: "はい", 2: "はい", 3: "わからない：空欄"},
    )  # fmt: skip


def test_all_of(spec):
    """`all_of` は、すべて「はい」なら「はい」、どれか1つが「いいえ」なら「いいえ」、ほかは「わからない」です。"""
    spec(
        tables=ROWS, ask=f"all_of:\n  - {TEETH}\n  - {NURSERY}",
        answers={1: "いいえ", 2: "わからない：記録なし", 3: "いいえ"},
    )  # fmt: skip


def test_not(spec):
    """`not` は、「はい」と「いいえ」を入れ替えます。「わからない」はそのままです。"""
    spec(tables=ROWS, ask=f"not: {TEETH}", answers={1: "いいえ", 2: "わからない：記録なし", 3: "わからない：空欄"})


def test_nested(spec):
    """組み合わせは重ねられます。"""
    spec(
        tables=ROWS, ask=f"not:\n  any_of:\n    - {TEETH}\n    - {NURSERY}",
        answers={1: "いいえ", 2: "いいえ", 3: "わからない：空欄"},
    )  # fmt: skip
