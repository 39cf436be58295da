"""どのこどもに問うか（applies）"""

ASK = """
scope: self
table: childcare
period: {current: true}
aggregate: count
compare: {equals: 0}
"""


def test_everybody(spec):
    """`applies` を書かない指標は、対象のこども全員に問います。"""
    spec(ask=ASK, answers={1: "はい", 2: "はい", 3: "はい"})


def test_grades(spec):
    """`grades`（学年）の外のこどもの答えは「いいえ」です。学年は E1–E3（年少–年長）、P1–P6、J1–J3 です。"""
    spec(ask=ASK, applies="grades: [J1, J2, J3]", answers={1: "いいえ", 2: "いいえ", 3: "はい"})


def test_fiscal_age(spec):
    """`fiscal_age`（その年度に達する年齢）は、両端を含みます。小学4年は10、年長は6、中学2年は14です。"""
    spec(ask=ASK, applies="fiscal_age: {from: 6, to: 10}", answers={1: "はい", 2: "はい", 3: "いいえ"})


def test_age_months(spec):
    """`age_months`（月齢）は満で数え、両端を含みます。2は基準日（2026-10-31）に68か月です。"""
    spec(ask=ASK, applies="age_months: {to: 68}", answers={1: "いいえ", 2: "はい", 3: "いいえ"})


def test_several_limits(spec):
    """いくつか書くと、すべてに当てはまるこどもに問います。"""
    spec(
        ask=ASK, applies="{grades: [P4, J2], fiscal_age: {to: 12}}", answers={1: "はい", 2: "いいえ", 3: "いいえ"}
    )  # fmt: skip
