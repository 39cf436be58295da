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
        answers={1: "はい", 2: "はい", 3: "わからない：該当する家族がわからない"},
    )  # fmt: skip


def test_mother_elsewhere(spec):
    """母が別の世帯にいても、母とわかっていれば、その記録を見ます。"""
    spec(tables=TABLES, ask=ask("mother"), kin=((3, "mother", 12),), answers={1: "いいえ", 2: "いいえ", 3: "はい"})


def test_father(spec):
    """`father`（父）は、続柄から父とわかった人の記録を見ます。別の世帯にいる父も、いっしょに住んでいたときの続柄からわかれば入ります。"""
    spec(
        tables=TABLES, ask=ask("father"), kin=((1, "father", 21),),
        answers={1: "はい", 2: "わからない：該当する家族がわからない", 3: "はい"},
    )  # fmt: skip


def test_guardian(spec):
    """`guardian`（保護者）は、学齢簿・児童手当・児童扶養手当に書かれ、続柄とも合う人の記録を見ます。父か母かは問いません。

    どれにも書かれていないこどもや、書かれた人が続柄と合わないこどもの保護者は「わからない」です。続柄だけで保護者とはしません。"""
    spec(
        tables=TABLES, ask=ask("guardian"), kin=((3, "guardian", 21),),
        answers={1: "いいえ", 2: "わからない：該当する家族がわからない", 3: "はい"},
    )  # fmt: skip


def test_siblings(spec):
    """`siblings`（きょうだい）は、母か父が同じ人の記録を見ます。父だけ、母だけが同じきょうだいも、世帯を出た兄や姉も入ります。本人は入りません。

    母も父もわかっていて、ほかに子がいなければ、きょうだいはいません（3）。母も父もわからなければ「わからない」です。"""
    spec(
        tables=TABLES, ask=ask("siblings"), kin=((1, "half_sibling", 21),), both_parents=(3,),
        answers={1: "はい", 2: "はい", 3: "いいえ"},
    )  # fmt: skip
    spec(
        tables=TABLES, ask=ask("siblings"), strangers=(3,), both_parents=(1,),
        answers={1: "いいえ", 2: "はい", 3: "わからない：該当する家族がわからない"},
    )  # fmt: skip


def test_siblings_withheld(spec):
    """支援措置のために、別の世帯のきょうだいをたどれないことがあります。いないのではないので、答えは「わからない」です。"""
    spec(
        tables=TABLES, ask=ask("siblings"), kin=((3, "withheld_sibling", None),), both_parents=(1,),
        answers={1: "いいえ", 2: "はい", 3: "わからない：該当する家族がわからない"},
    )  # fmt: skip


def test_siblings_who_left(spec):
    """町を転出したきょうだいの記録は見ません。いないのではないので、町にいるきょうだいだけでは「いいえ」と言えません。

    町にいるきょうだいの記録で「はい」とわかれば、「はい」です（2）。亡くなったきょうだいは入りません。"""
    spec(
        tables=TABLES, ask=ask("siblings"), kin=((1, "gone_sibling", None), (2, "gone_sibling", None)), both_parents=(1, 2, 3),
        answers={1: "わからない：家族が転出", 2: "はい", 3: "いいえ"},
    )  # fmt: skip


def test_siblings_of_one_known_parent(spec):
    """母か父の一方しかわからないときは、もう一方だけが同じきょうだいがいるかもしれません。「はい」とわからなければ「わからない」です。

    1 と 2 は父が、3 は母がわかりません。2 は、わかっているきょうだいの記録で「はい」です。"""
    spec(
        tables=TABLES, ask=ask("siblings"),
        answers={1: "わからない：続柄不明", 2: "はい", 3: "わからない：続柄不明"},
    )  # fmt: skip


def test_siblings_counted(spec):
    """母も父も同じでも、きょうだいは1人ずつ数えます。"""
    spec(
        ask="""
        scope: siblings
        table: persons
        aggregate: count
        compare: {at_least: 2}
        """,
        kin=((1, "half_sibling", 3), (3, "half_sibling", 1)),
        both_parents=(2,),
        answers={1: "はい", 2: "いいえ", 3: "わからない：続柄不明"},
    )


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
