"""いつの記録か（period）"""

from datetime import date


def ask(period: str, table: str = "medical_subsidies") -> str:
    return f"""
    scope: self
    table: {table}
    period: {period}
    """


def test_current(spec):
    """`current`（現在）は、始まりが基準日以前で、終わりが基準日より後の記録です。基準日に終わったもの（2）は入りません。"""
    rows = """
    medical_subsidies
    person | scheme | starts_on  | ends_on
    1      | こども | 2026-10-31 | 2027-03-31
    2      | こども | 2020-04-01 | 2026-10-31
    3      | こども | 2026-11-01 |
    """
    spec(tables=rows, ask=ask("{current: true}"), answers={1: "はい", 2: "いいえ", 3: "いいえ"})


def test_open_end(spec):
    """終わりが空欄の記録は、いまも続いています。書いてあるのに読めない終わりは「わからない」です。"""
    rows = """
    medical_subsidies
    person | scheme | starts_on  | ends_on
    1      | こども | 2020-04-01 |
    2      | こども | 2020-04-01 | ?読み取れない
    3      | こども | ?不詳      |
    """
    spec(
        tables=rows, ask=ask("{current: true}"),
        answers={1: "はい", 2: "わからない：読み取れない", 3: "わからない：不詳"},
    )  # fmt: skip


def test_this_fiscal_year(spec):
    """`fiscal_year: 0` は、4月1日から基準日までに始まった記録です。"""
    rows = """
    medical_subsidies
    person | scheme | starts_on
    1      | こども | 2026-04-01
    2      | こども | 2026-03-31
    3      | こども | 2026-10-31
    """
    spec(tables=rows, ask=ask("{fiscal_year: 0}"), answers={1: "はい", 2: "いいえ", 3: "はい"})


def test_last_fiscal_year(spec):
    """`fiscal_year: -1` は、前の年度の4月1日から3月31日までに始まった記録です。"""
    rows = """
    medical_subsidies
    person | scheme | starts_on
    1      | こども | 2025-04-01
    2      | こども | 2026-03-31
    3      | こども | 2026-04-01
    """
    spec(tables=rows, ask=ask("{fiscal_year: -1}"), answers={1: "はい", 2: "はい", 3: "いいえ"})


def test_months_back(spec):
    """`months_back: 12` は、基準日の12か月前の日より後、基準日までに始まった記録です。ちょうど12か月前の日（1）は入りません。"""
    rows = """
    medical_subsidies
    person | scheme | starts_on
    1      | こども | 2025-10-31
    2      | こども | 2025-11-01
    3      | こども | 2026-10-31
    """
    spec(tables=rows, ask=ask("{months_back: 12}"), answers={1: "いいえ", 2: "はい", 3: "はい"})


def test_months_back_at_the_end_of_a_month(spec):
    """さかのぼった月に同じ日がないときは、その月の最後の日を使います（8月31日の6か月前は2月28日）。"""
    rows = """
    medical_subsidies
    person | scheme | starts_on
    1      | こども | 2026-02-28
    2      | こども | 2026-03-01
    """
    spec(tables=rows, ask=ask("{months_back: 6}"), as_of=date(2026, 8, 31), answers={1: "いいえ", 2: "はい"})


def test_ever(spec):
    """`ever` は、基準日までのすべての記録です。期間を区切らない理由 `because` が要ります。日付のわからない記録も数えます。"""
    rows = """
    medical_subsidies
    person | scheme | starts_on
    1      | こども | 2016-05-10
    2      | こども | ?不詳
    3      | こども | 2026-11-01
    """
    asked = ask("{ever: true, because: 一度でもあったかを問うため}")
    spec(tables=rows, ask=asked, answers={1: "はい", 2: "はい", 3: "いいえ"})


def test_around_birth(spec):
    """`around_birth` は、問われているこどもの誕生日の何か月前から何か月後までの記録です。両端を含みます。同じ母の記録でも、きょうだいごとに数えます。"""
    rows = """
    pregnancies
    person | visited_on | visit_kind
    11     | 2015-08-01 | 受診
    11     | 2020-09-01 | 受診
    11     | 2020-11-01 | 受診
    """
    asked = """
    scope: mother
    table: pregnancies
    where: {column: visit_kind, is: 受診}
    period: {around_birth: {from_months: -10, to_months: 1}, on: visited_on}
    aggregate: count
    compare: {at_least: 2}
    """
    spec(tables=rows, ask=asked, answers={1: "いいえ", 2: "はい", 3: "わからない：該当する家族がわからない"})


def test_on(spec):
    """`on` を書くと、表の決まった始まりの列のかわりに、その列の日付で見ます。`on: known_on` は、役所が知った日です。"""
    rows = """
    child_rearing_allowance
    person | kind     | paid_from  | approved_on
    1      | 全部支給 | 2025-01-01 | 2026-05-01
    2      | 全部支給 | 2026-05-01 | 2025-01-01
    """
    asked = ask("{fiscal_year: 0, on: approved_on}", "child_rearing_allowance")
    spec(tables=rows, ask=asked, answers={1: "はい", 2: "いいえ"})


def test_no_dates(spec):
    """始まりの日付がない表（学校の健診など）では `period` を書かず、届いている記録をすべて見ます。"""
    rows = """
    school_health
    person | needs_exam
    1      | はい
    3      | いいえ
    """
    asked = """
    scope: self
    table: school_health
    where: {column: needs_exam, yes: true}
    """
    spec(tables=rows, ask=asked, answers={1: "はい", 2: "わからない：記録なし", 3: "いいえ"})
