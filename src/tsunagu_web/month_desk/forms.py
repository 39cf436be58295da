"""What people type at the desk, checked with words they understand."""

from __future__ import annotations

from datetime import date

from django import forms

MEDIA = (
    ("庁内の共有フォルダ", False),
    ("USBメモリ", True),
    ("CD・DVD", True),
    ("LGWANのファイル交換", False),
    ("電子メール", False),
    ("紙から打ちこんだもの", True),
)
"""On what a file came, and whether somebody carried it."""
CARRIED = frozenset(name for name, carried in MEDIA if carried)
NO_MEDIUM = "何で受け取ったかを選んでください。"
NO_CARRIER = "運んだ人の名前を入力してください。"
ASKED_FIRST = {"files": "出すファイルを選んでください。", "medium": NO_MEDIUM, "carrier": NO_CARRIER}
"""What the page asks before the files travel."""
REQUIRED = {"required": "入力してください。"}


class HandInForm(forms.Form):
    """On what the files came, and who carried them. The files themselves are checked one by one at intake."""

    medium = forms.ChoiceField(
        choices=[(name, name) for name, _ in MEDIA],
        error_messages={"required": NO_MEDIUM, "invalid_choice": NO_MEDIUM},
    )
    carrier = forms.CharField(max_length=60, required=False, strip=True)
    password = forms.CharField(max_length=200, required=False, strip=False)
    """Of the files that have one. Never shown again, kept or logged."""

    def clean(self) -> dict[str, object]:
        """What was carried has a carrier."""
        told = super().clean() or {}
        if told.get("medium") in CARRIED and not told.get("carrier"):
            self.add_error("carrier", NO_CARRIER)
        return told


class DecideForm(forms.Form):
    """What happens to a file that only lacks a reason, or (`…_all`) to all of the month's."""

    tray = forms.CharField(max_length=16, required=False)
    place = forms.CharField(max_length=270, required=False)
    what = forms.ChoiceField(
        choices=[
            ("replace", "差し替える"),
            ("give_back", "取り下げる"),
            ("replace_all", "すべて差し替える"),
            ("give_back_all", "すべて取り下げる"),
            ("give_back_held", "とってあるものをすべて取り下げる"),
        ]
    )
    reason = forms.CharField(max_length=200, required=False, strip=True)

    def clean(self) -> dict[str, object]:
        """Replacing needs a reason."""
        told = super().clean() or {}
        if str(told.get("what")).startswith("replace") and not told.get("reason"):
            self.add_error("reason", "差し替える理由を入力してください。")
        return told


class StartForm(forms.Form):
    """How many households the conference can speak about."""

    capacity = forms.IntegerField(
        min_value=1,
        max_value=500,
        error_messages=REQUIRED
        | {
            "invalid": "数字で入力してください。",
            "min_value": "1以上にしてください。",
            "max_value": "500以下にしてください。",
        },
    )


class AcceptForm(forms.Form):
    """Why the differences are in order; `seen` is the digest of the differences the person had before their eyes."""

    seen = forms.CharField(max_length=64, required=False)
    reason = forms.CharField(max_length=400, strip=True, error_messages={"required": "認める理由を入力してください。"})


class DayForm(forms.Form):
    """Which month to open."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])

    def clean_day(self) -> date:
        """A day the desk has an address for."""
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2099:
            raise forms.ValidationError("2000年から2099年までの日にしてください。")
        return day
