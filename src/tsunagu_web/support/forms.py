"""What somebody fills in: a task, its end, a contact, a sighting, a plan and its showing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tsunagu.base.clock import JAPAN
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.notes.forms import FreeText
from tsunagu_web.support.declared import Support
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.tasks import Told

REQUIRED = {"required": "入力してください。"}
CHOOSE = {"required": "選んでください。", "invalid_choice": "選んでください。"}
DAY = {"required": "日付を選んでください。", "invalid": "日付を 2026-11-30 の形で入力してください。"}
NOT_YET = "先の日になっています。今日までの日を選んでください。"
NOT_YET_HOUR = "いまより先の時刻になっています。見た時刻を書いてください。"
Children = list[tuple[str, str]]


def _text(most: int = 2000, *, required: bool = False) -> forms.CharField:
    return FreeText(max_length=most, required=required, strip=True, error_messages=REQUIRED)


def _day(*, required: bool = True) -> forms.DateField:
    return forms.DateField(required=required, error_messages=DAY)


def _hour() -> forms.TimeField:
    return forms.TimeField(required=False, error_messages={"invalid": "時刻を 14:30 の形で入力してください。"})


def _past(form: forms.Form, name: str) -> None:
    day, hour = form.cleaned_data.get(name), form.cleaned_data.get("hour")
    if isinstance(day, date) and day > clock.today():
        form.add_error(name, NOT_YET)
    elif day == clock.today() and hour and hour > clock.now().astimezone(JAPAN).time():
        form.add_error("hour", NOT_YET_HOUR)


class TaskForm(forms.Form):
    """だれが、何を、いつまでに: a person with an account, or somebody outside with 所属 and how it was told."""

    what = _text(400, required=True)
    kind = forms.ChoiceField(error_messages=CHOOSE)
    due_on = _day()
    child_code = forms.ChoiceField(required=False, error_messages=CHOOSE)
    promised = forms.BooleanField(required=False)
    holder = forms.ModelChoiceField(User.objects.none(), required=False, error_messages=CHOOSE)
    outside_name = _text(60)
    outside_place = _text(60)
    given_on = _day(required=False)
    given_way = forms.ChoiceField(required=False, error_messages=CHOOSE)
    given_ground = forms.ChoiceField(required=False, error_messages=CHOOSE)
    given_duty = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        support: Support,
        holders: list[User],
        children: Children,
        before: TaskVersion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        for name, choices in (
            ("kind", support.kinds),
            ("given_way", support.given),
            ("given_ground", support.grounds),
            ("child_code", children),
        ):
            self.fields[name].choices = [("", ""), *choices]  # type: ignore[attr-defined]
        self.fields["holder"].queryset = User.objects.filter(pk__in=[one.pk for one in holders])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one does it; somebody outside has a 所属, and it is kept what was told when, how and why."""
        told = super().clean() or {}
        if "holder" not in self.errors and bool(told.get("holder")) == bool(told.get("outside_name")):
            self.add_error("holder", "だれがするかを、どちらか一人だけ決めてください（職員か、外の人）。")
        if self.before and told.get("outside_name") == self.before.outside_name and not told.get("outside_place"):
            told["outside_place"] = (
                self.before.outside_place or ""
            )  # not shown of a protected household, so not typed again
        if told.get("outside_name"):
            for name, words in (
                ("outside_place", "外の人の所属を書いてください。"),
                ("given_on", "いつ伝えたかを選んでください。"),
                ("given_way", "どうやって伝えたかを選んでください。"),
                ("given_ground", "伝えてよい根拠を選んでください。"),
                ("given_duty", "聞いたことを外で話さないこと（守秘義務）を伝えて、印をつけてください。"),
            ):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, words)
            _past(self, "given_on")
        due = told.get("due_on")
        if due and due < clock.today() and due != (self.before and self.before.due_on):
            self.add_error("due_on", "期限が過ぎた日になっています。今日より後の日を選んでください。")
        return told

    def told(self) -> Told:
        """What the store keeps; what belongs to somebody outside falls away for a person with an account."""
        kept = {
            name: self.cleaned_data[name] for name in ("what", "kind", "due_on", "child_code", "promised", "holder")
        }
        if kept["holder"] is None:
            outside = ("outside_name", "outside_place", "given_on", "given_way", "given_ground", "given_duty")
            kept |= {name: self.cleaned_data[name] for name in outside}
        return Told(**kept)


class WhyForm(forms.Form):
    """Why something is changed or withdrawn, and which version the person saw."""

    seen = forms.IntegerField(min_value=0, required=False)
    why = forms.CharField(max_length=400, min_length=5, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].error_messages = {
            "required": "わけを書いてください。",
            "min_length": "わけを、5文字以上で書いてください。",
        }


class EndForm(forms.Form):
    """Done with an outcome and words, or dropped with a reason."""

    seen = forms.IntegerField(min_value=1)
    end = forms.ChoiceField(choices=[("done", "終わった"), ("dropped", "取りやめた")], error_messages=CHOOSE)
    outcome = forms.ChoiceField(required=False, error_messages=CHOOSE)
    outcome_on = _day()
    words = forms.CharField(max_length=1000, min_length=5, strip=True)

    def __init__(self, *args: Any, support: Support, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", ""), *support.outcomes]  # type: ignore[attr-defined]
        short = "どうなったか（取りやめたときは、そのわけ）を、5文字以上で書いてください。"
        self.fields["words"].error_messages = {"required": short, "min_length": short}

    def clean(self) -> dict[str, Any]:
        """Who says it is done says what came of it."""
        told = super().clean() or {}
        if told.get("end") == "done" and not told.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", "どうなったかを選んでください。")
        _past(self, "outcome_on")
        return told


EYES = [("own", "自分"), ("heard", "ほかの人")]


class ContactForm(forms.Form):
    """見たこと、聞いたこと、考えたこと, each in its own field; and the children seen in it.

    `asks_eyes`: what is typed may be somebody else's, so it is asked whether the writer saw them."""

    on = _day()
    way = forms.ChoiceField(error_messages=CHOOSE)
    with_whom = _text(100, required=True)
    fact = _text()
    heard = _text()
    heard_from = _text(100)
    opinion = _text()
    seen = forms.MultipleChoiceField(required=False, error_messages=CHOOSE)
    eyes = forms.ChoiceField(choices=EYES, required=False, error_messages=CHOOSE)
    hour = _hour()
    place = _text(100)

    def __init__(
        self, *args: Any, support: Support, children: Children, asks_eyes: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks_eyes = asks_eyes
        self.fields["way"].choices = support.ways  # type: ignore[attr-defined]
        self.fields["seen"].choices = children  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something was seen or heard; what was heard was said by somebody."""
        told = super().clean() or {}
        _past(self, "on")
        if not (told.get("fact") or told.get("heard")):
            self.add_error("fact", "見たこと・したことか、聞いたことのどちらかを書いてください。")
        if told.get("heard") and not told.get("heard_from"):
            self.add_error("heard_from", "だれから聞いたかを書いてください。")
        if told.get("seen") and not told.get("place"):
            self.add_error("place", "どこで見たかを書いてください。")
        if self.asks_eyes and told.get("seen") and not told.get("eyes") and "eyes" not in self.errors:
            self.add_error("eyes", "自分の目で見たのか、見た人から聞いたのかを選んでください。")
        return told

    @property
    def seen_by(self) -> str:
        """Who saw the children, where it was not the writer: whoever the contact was with."""
        heard = self.asks_eyes and self.cleaned_data["eyes"] == "heard"
        return str(self.cleaned_data["with_whom"]) if heard else ""


class SightingForm(forms.Form):
    """だれが、いつ、どこで見たか."""

    child_code = forms.ChoiceField(error_messages=CHOOSE)
    on = _day()
    hour = _hour()
    eyes = forms.ChoiceField(choices=EYES, error_messages=CHOOSE)
    seen_by = _text(100)
    place = _text(100, required=True)
    condition = _text(400)

    def __init__(self, *args: Any, children: Children, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child_code"].choices = children  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who did not see the child says who did."""
        told = super().clean() or {}
        _past(self, "on")
        if told.get("eyes") == "heard" and not told.get("seen_by"):
            self.add_error("seen_by", "だれが見たかを書いてください。")
        return told


class PlanForm(forms.Form):
    """サポートプラン in the family's words; each child's wish in a field of its own."""

    seen = forms.IntegerField(min_value=0)
    goals = _text(1000, required=True)
    parent_wish = _text(1000)
    we_do = _text(1000, required=True)
    family_does = _text(1000)
    next_talk = _day()

    def __init__(self, *args: Any, children: Children, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wish_fields = {code: f"wish_{code}" for code, _ in children}
        for name in self.wish_fields.values():
            self.fields[name] = _text(1000)

    def wishes(self) -> dict[str, str]:
        """Child code → words."""
        return {code: self.cleaned_data[name] for code, name in self.wish_fields.items()}


class ShownForm(forms.Form):
    """To whom the plan was shown, and whether they agree."""

    plan = forms.IntegerField()
    on = _day()
    to_whom = _text(100, required=True)
    answer = forms.ChoiceField(choices=[("agreed", "合意した"), ("not_yet", "まだ")], error_messages=CHOOSE)
    why_not = _text(400)

    def clean(self) -> dict[str, Any]:
        """Not yet has a reason."""
        told = super().clean() or {}
        _past(self, "on")
        if told.get("answer") == "not_yet" and not told.get("why_not"):
            self.add_error("why_not", "まだのわけを書いてください。")
        return told
