"""どの記録か（where）"""

CERTIFICATES = """
    disability_certificates
    person | kind | grade | state | main_disorder | issued_on
    1      | 精神 | 2級   | 有効  | F84           | 2025-04-01
    2      | 療育 | B2    | 返還  |               | 2025-04-01
    3      | 身体 | 4級   | 有効  |               | 2025-04-01
"""


def ask(where: str) -> str:
    return f"""
    scope: self
    table: disability_certificates
    where: {where}
    period: {{current: true}}
    """


def test_is(spec):
    """`is` は、値が同じかどうかです。"""
    spec(tables=CERTIFICATES, ask=ask("{column: state, is: 有効}"), answers={1: "はい", 2: "いいえ", 3: "はい"})


def test_in(spec):
    """`in` は、並べた値のどれかかどうかです。"""
    spec(tables=CERTIFICATES, ask=ask("{column: kind, in: [精神, 療育]}"), answers={1: "はい", 2: "はい", 3: "いいえ"})


def test_starts_with(spec):
    """`starts_with` は、並べた書き出しのどれかで始まるかどうかです。空欄は「わからない」になります。"""
    spec(
        tables=CERTIFICATES, ask=ask("{column: main_disorder, starts_with: [F8, F90]}"),
        answers={1: "はい", 2: "わからない：空欄", 3: "わからない：空欄"},
    )  # fmt: skip


def test_present(spec):
    """`present` は、欄に何か書いてあるかどうかで、「わからない」にはなりません。`present: false` は、何も書いてないかどうかです。"""
    spec(
        tables=CERTIFICATES, ask=ask("{column: main_disorder, present: true}"),
        answers={1: "はい", 2: "いいえ", 3: "いいえ"},
    )  # fmt: skip
    spec(
        tables=CERTIFICATES, ask=ask("{column: main_disorder, present: false}"),
        answers={1: "いいえ", 2: "はい", 3: "はい"},
    )  # fmt: skip


def test_all(spec):
    """`all` は、すべて当てはまるかどうかです。1つでも外れれば、ほかがわからなくても外れます。"""
    spec(
        tables=CERTIFICATES,
        ask=ask("{all: [{column: kind, is: 精神}, {column: main_disorder, starts_with: [F8]}]}"),
        answers={1: "はい", 2: "いいえ", 3: "いいえ"},
    )


def test_any(spec):
    """`any` は、どれか当てはまるかどうかです。1つ当てはまれば、ほかがわからなくても当てはまります。"""
    spec(
        tables=CERTIFICATES,
        ask=ask("{any: [{column: kind, is: 身体}, {column: main_disorder, starts_with: [F8]}]}"),
        answers={1: "はい", 2: "わからない：空欄", 3: "はい"},
    )


def test_not(spec):
    """`not` は、逆です。「わからない」の逆は「わからない」です。"""
    spec(
        tables=CERTIFICATES, ask=ask("{not: {column: main_disorder, starts_with: [F8]}}"),
        answers={1: "いいえ", 2: "わからない：空欄", 3: "わからない：空欄"},
    )  # fmt: skip


CHECKUPS = """
    infant_checkups
    person | checkup | examined_on | nurse_follow | caries_count | weight_kg
    1      | 3y      | 2019-07-01  | はい         | 0            | 13.5
    2      | 3y      | 2024-03-01  | いいえ       | 3            | 15.0
    3      | 3y      | 2015-08-01  | ?無回答      | 2            |
"""


def ask_checkup(where: str) -> str:
    return f"""
    scope: self
    table: infant_checkups
    where: {where}
    period: {{ever: true, because: 健診は一度きりのため}}
    """


def test_yes(spec):
    """`yes: true` は「はい」の欄、`yes: false` は「いいえ」の欄です。答えのない欄はどちらでもなく、理由とともに「わからない」です。"""
    spec(
        tables=CHECKUPS, ask=ask_checkup("{column: nurse_follow, yes: true}"),
        answers={1: "はい", 2: "いいえ", 3: "わからない：無回答"},
    )  # fmt: skip
    spec(
        tables=CHECKUPS, ask=ask_checkup("{column: nurse_follow, yes: false}"),
        answers={1: "いいえ", 2: "はい", 3: "わからない：無回答"},
    )  # fmt: skip


def test_numbers(spec):
    """数の列は `at_least`（以上）、`more_than`（より多い）、`at_most`（以下）、`less_than`（未満）で比べます。上と下は一緒に書けます。"""
    spec(
        tables=CHECKUPS, ask=ask_checkup("{column: caries_count, at_least: 1, less_than: 3}"),
        answers={1: "いいえ", 2: "いいえ", 3: "はい"},
    )  # fmt: skip
    spec(
        tables=CHECKUPS, ask=ask_checkup("{column: weight_kg, more_than: 13.5, at_most: 15}"),
        answers={1: "いいえ", 2: "はい", 3: "わからない：空欄"},
    )  # fmt: skip


def test_nested(spec):
    """`all`・`any`・`not` は重ねられます。この例は「むし歯が2本以上で、フォローの対象ではない」です。"""
    spec(
        tables=CHECKUPS,
        ask=ask_checkup("{all: [{column: caries_count, at_least: 2}, {not: {column: nurse_follow, yes: true}}]}"),
        answers={1: "いいえ", 2: "はい", 3: "わからない：無回答"},
    )


def test_age(spec):
    """`age` は、基準日の満年齢で比べます。"""
    spec(
        ask="""
        scope: household
        table: persons
        where: {column: birth_date, age: {at_least: 38, at_most: 38}}
        """,
        answers={1: "はい", 2: "はい", 3: "いいえ"},
    )


def test_fiscal_age_on_the_first_of_april(spec):
    """`fiscal_age` は、その年度に達する年齢です。4月1日生まれは前の学年に入ります。"""
    rows = """
    school_register
    person | birth_date | entered_on
    1      | 2016-04-01 | 2022-04-01
    2      | 2016-04-02 | 2022-04-01
    """
    asked = """
    scope: self
    table: school_register
    where: {column: birth_date, fiscal_age: {at_least: 11}}
    period: {current: true}
    """
    spec(tables=rows, ask=asked, answers={1: "はい", 2: "いいえ"})


def test_sources(spec):
    """`sources` を書くと、その提供データから来た記録だけを見ます。"""
    rows = """
    disability_certificates
    person | source       | kind | state | issued_on
    1      | seishin_techo | 精神 | 有効  | 2025-04-01
    2      | ryoiku_techo  | 療育 | 有効  | 2025-04-01
    """
    asked = """
    scope: self
    table: disability_certificates
    sources: [ryoiku_techo]
    period: {current: true}
    """
    spec(tables=rows, ask=asked, answers={1: "いいえ", 2: "はい"})
