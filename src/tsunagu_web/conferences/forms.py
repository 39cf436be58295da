"""What is written down at a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import places_in
from tsunagu_web.casework.process import MeetingKind
from tsunagu_web.conferences.calling import who_may_come
from tsunagu_web.conferences.models import Attendee, ChildDecision, OwnView
from tsunagu_web.support.declared import current_support

CHOOSE = {"required": "選んでください。", "invalid_choice": "選んでください。"}
DAY = {"required": "日付を入れてください。", "invalid": "日付を 2026-11-30 の形で入れてください。"}


def written(least: int, words: str, most: int = 2000, **more: Any) -> forms.CharField:
    """A text somebody writes; `words` say what is missing."""
    return forms.CharField(
        min_length=least,
        max_length=most,
        strip=True,
        error_messages={"required": words, "min_length": words, "max_length": f"{most}文字までです。"},
        **more,
    )


class CallForm(forms.Form):
    """Which kind of meeting, when and where."""

    kind = forms.CharField(max_length=24, error_messages={"required": "会議の種類を選んでください。"})
    held_on = forms.DateField(error_messages=DAY | {"required": "開く日を入れてください。"})
    starts_at = forms.TimeField(required=False, error_messages={"invalid": "始まりを 14:00 の形で入れてください。"})
    place = forms.CharField(max_length=100, required=False, strip=True)


class AttendForm(forms.Form):
    """Somebody with an account, or a person from outside by name and 所属, with the ground for telling them and the duty of secrecy."""

    user = forms.ModelChoiceField(User.objects.none(), required=False, error_messages=CHOOSE)
    name = forms.CharField(max_length=64, required=False, strip=True)
    section = forms.CharField(max_length=64, required=False, strip=True)
    ground = forms.ChoiceField(required=False, error_messages=CHOOSE)
    duty = forms.BooleanField(required=False)

    def __init__(self, *args: Any, kind: MeetingKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [("", ""), *current_support().grounds]  # type: ignore[attr-defined]
        self.fields["user"].queryset = who_may_come(kind)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """A name and no place, whoever is on the agenda: asked only of some households, the question would tell which they are. By its form
        alone, since a surname may be a 町字 as well."""
        name: str = self.cleaned_data["name"]
        if places := places_in(name, None):
            raise forms.ValidationError(
                f"氏名の「{places[0]}」は、場所か役職に見えます。氏名だけを書き、学校や園、役職は「その人の所属」に書いてください。"
            )
        return name

    def clean(self) -> dict[str, Any]:
        """An account or all there is to say of somebody outside; what was typed beside an account is not thrown away unseen."""
        told = super().clean() or {}
        outside = bool(told.get("name") or told.get("section"))
        if bool(told.get("user")) == outside:
            raise forms.ValidationError("利用者を選ぶか、外の人の氏名と所属を書くか、どちらか一つにしてください。")
        if outside and not (told.get("name") and told.get("section")):
            raise forms.ValidationError("外の人は、氏名と所属の両方を書いてください。")
        if outside and not told.get("ground") and "ground" not in self.errors:
            self.add_error("ground", "外の人に資料を渡してよい根拠を選んでください。")
        if outside and not told.get("duty"):
            self.add_error("duty", "外の人に守秘義務を伝えて確かめ、印をつけてください。")
        return told


class MinutesForm(forms.Form):
    """議事録, and how many versions of it the person had read."""

    words = written(5, "話し合ったことを書いてください。", 20_000)
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})


class CloseForm(forms.Form):
    """When people meet next; and why the meeting was not held, if it was not."""

    next_on = forms.DateField(required=False, error_messages=DAY)
    why_not_held = forms.CharField(max_length=400, required=False, strip=True)

    def __init__(self, *args: Any, decided: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decided = decided

    def clean(self) -> dict[str, Any]:
        """A meeting that decided was held."""
        told = super().clean() or {}
        if told.get("why_not_held") and self.decided:
            raise forms.ValidationError("この会議では決定をしています。開かなかったことにはできません。")
        return told


class CopiesForm(forms.Form):
    """How many more copies of the papers each attendee gets; left empty, none."""

    def __init__(self, *args: Any, attendees: Sequence[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"invalid": "部数は数字で入れてください。", "min_value": "部数は0から9までです。"}
        for one in attendees:
            told = words | {"max_value": words["min_value"]}
            self.fields[f"copies_{one.pk}"] = forms.IntegerField(
                min_value=0, max_value=9, required=False, error_messages=told
            )

    @property
    def wanted(self) -> dict[int, int] | None:
        """Attendee → how many more; None when the page said nothing: one for each who has none."""
        told = {
            int(name.removeprefix("copies_")): count for name, count in self.cleaned_data.items() if count is not None
        }
        return told or None


class ViewForm(forms.Form):
    """The own view before the judgement opens."""

    leaning = forms.ChoiceField(choices=OwnView.LEANINGS, error_messages=CHOOSE)
    words = written(5, "なぜそう見るかを、5文字以上で書いてください。")


class HouseholdForm(forms.Form):
    """What holds for every child of the household."""

    decider = forms.ModelChoiceField(
        User.objects.none(), error_messages=CHOOSE | {"required": "決定者を選んでください。"}
    )
    reason = written(5, "理由を、5文字以上で書いてください。")
    human_source = written(2, "だれから聞いたか、だれが見たかを書いてください。", 400)
    why_corrected = forms.CharField(max_length=2000, required=False, strip=True)
    run = forms.CharField(max_length=64)
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})

    def __init__(self, *args: Any, deciders: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decider"].queryset = User.objects.filter(pk__in=[one.pk for one in deciders])  # type: ignore[attr-defined]


class ChildForm(forms.Form):
    """One child: was each flagged type right, what else was found, which decision, and when to look again."""

    decision = forms.ChoiceField(choices=ChildDecision.DECISIONS)
    own = forms.CharField(max_length=2000, required=False, strip=True)
    review_on = forms.DateField(required=False, error_messages=DAY)
    found = forms.MultipleChoiceField(required=False, error_messages=CHOOSE)

    def __init__(
        self,
        *args: Any,
        flagged: Sequence[tuple[str, str]],
        others: Sequence[tuple[str, str]],
        words: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        missing = f"{words}の決定を選んでください。"
        self.fields["decision"].error_messages = {"required": missing, "invalid_choice": missing}
        self.fields["found"].choices = list(others)  # type: ignore[attr-defined]
        self.flagged = list(flagged)
        for key, label in flagged:
            asked = f"{words}の「{label}」が合っていたかを選んでください。"
            self.fields[f"check_{key}"] = forms.ChoiceField(
                choices=ChildDecision.CHECKS, error_messages={"required": asked, "invalid_choice": asked}
            )

    @property
    def check_rows(self) -> list[tuple[str, str, str]]:
        """Name of the field, label of the type and what was chosen, for each flagged type."""
        fields = [(label, self[f"check_{key}"]) for key, label in self.flagged]
        return [(field.html_name, label, field.value() or "") for label, field in fields]

    @property
    def checks(self) -> dict[str, str]:
        """Type → what people found."""
        return {key: self.cleaned_data[f"check_{key}"] for key, _ in self.flagged}
