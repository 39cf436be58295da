"""What is filled in to ask, and to answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from tsunagu_web.accounts import clock
from tsunagu_web.inquiries.asking import Told
from tsunagu_web.inquiries.declared import UNKNOWN, InquiryRules, Question
from tsunagu_web.inquiries.scope import Addressee
from tsunagu_web.notes.forms import no_individual_number

CHOOSE = {"required": "選んでください。", "invalid_choice": "選んでください。"}
MOST_WORDS = 2000


class AskForm(forms.Form):
    """Whom, until when, on which ground, and what about. The ground is nobody's default: the person chooses it and says so."""

    to = forms.ChoiceField(error_messages=CHOOSE)
    due_on = forms.DateField(
        error_messages={
            "required": "回答の期限を選んでください。",
            "invalid": "日付を 2026-11-30 の形で入力してください。",
        }
    )
    ground = forms.ChoiceField(
        error_messages={
            "required": "聞いてよい根拠を選んでください。",
            "invalid_choice": "聞いてよい根拠を選んでください。",
        }
    )
    ground_holds = forms.BooleanField(
        error_messages={"required": "このこどもについて、選んだ根拠が当てはまることを確かめた印をつけてください。"}
    )
    types = forms.MultipleChoiceField(required=False, error_messages=CHOOSE)
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})

    def __init__(self, *args: Any, rules: InquiryRules, to: list[Addressee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.key, one.label) for one in to]  # type: ignore[attr-defined]
        self.fields["ground"].choices = [(one.key, one.label) for one in rules.grounds]  # type: ignore[attr-defined]
        self.fields["types"].choices = [(one.key, one.label) for one in rules.types]  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError("期限が過ぎた日になっています。今日より後の日を選んでください。")
        return day


class AnswerForm(forms.Form):
    """Every question of a sheet: `q_<key>` holds what is chosen or written, `u_<key>` that it is 分からない.

    `complete`: nothing is left out by mistake, each but a text is answered or 分からない. `for_others`: somebody types in what
    another said, and names them. `rest_unknown`: what was not answered is 分からない, said once for all of it — never a text,
    and never a question whose answer may mean danger.
    """

    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})
    told_by = forms.CharField(max_length=100, required=False, strip=True)
    rest_unknown = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(error_messages={"required": "根拠と守秘義務を読み、確かめた印をつけてください。"})

    def __init__(self, *args: Any, questions: list[Question], complete: bool, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.complete, self.for_others = questions, complete, for_others
        for one in questions:
            self.fields[f"q_{one.key}"] = _field(one)
            if not one.choices:
                self.fields[f"u_{one.key}"] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Nothing contradicts itself, and nothing must be guessed."""
        said = super().clean() or {}
        if self.for_others and not said.get("told_by"):
            self.add_error("told_by", "だれが答えたか（だれから聞いたか）を書いてください。")
        for one in self.questions:
            name = f"q_{one.key}"
            if name in self.errors:
                continue
            value, unknown = said.get(name), bool(said.get(f"u_{one.key}"))
            if value not in (None, "") and unknown:
                self.add_error(name, f"答えか「{UNKNOWN}」の、どちらか一方にしてください。")
            elif value in (None, "") and not unknown and one.asks != "text":
                if said.get("rest_unknown") and not one.danger:
                    continue
                if said.get("rest_unknown"):
                    self.add_error(name, f"危険を確かめる問いです。まとめずに、答えるか「{UNKNOWN}」を選んでください。")
                elif self.complete:
                    self.add_error(name, f"答えるか、「{UNKNOWN}」を選んでください。")
        if not self.errors and not self.told():
            self.add_error(None, "一つも答えがありません。")
        return said

    def told(self) -> dict[str, Told]:
        """What was said, by key; what was left empty is not there."""
        found: dict[str, Told] = {}
        for one in self.questions:
            value = self.cleaned_data.get(f"q_{one.key}")
            if self.cleaned_data.get(f"u_{one.key}") or value == UNKNOWN:
                found[one.key] = Told(unknown=True)
            elif value not in (None, ""):
                found[one.key] = Told(str(value))
            elif self.cleaned_data.get("rest_unknown") and one.asks != "text":
                found[one.key] = Told(unknown=True)
        return found

    def lines(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Group → its questions with their fields, as the page lays them out."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for one in self.questions:
            unknown = self[f"u_{one.key}"] if not one.choices else None
            line = {"question": one, "field": self[f"q_{one.key}"], "unknown": unknown, "choices": choices_of(one)}
            groups.setdefault(one.group, []).append(line)
        yield from groups.items()


def choices_of(question: Question) -> list[tuple[str, str]]:
    """What can be chosen, each with its example."""
    if not question.choices:
        return []
    return [(one, question.examples.get(one, "")) for one in question.choices] + [(UNKNOWN, "")]


def _field(question: Question) -> forms.Field:
    if question.choices:
        told = [(value, value) for value, _ in choices_of(question)]
        return forms.ChoiceField(choices=told, required=False, error_messages=CHOOSE)
    if question.asks == "number":
        return WrittenNumber(question.at_most)
    return SafeText(max_length=MOST_WORDS, required=False, strip=True)


class SafeText(forms.CharField):
    """Text in which no 個人番号 may stand."""

    def clean(self, value: Any) -> Any:
        """ValidationError where one stands in it."""
        return no_individual_number(super().clean(value))


class WrittenNumber(forms.IntegerField):
    """A whole number as people write it, full-width digits included."""

    def __init__(self, at_most: int) -> None:
        super().__init__(
            min_value=0,
            max_value=at_most,
            required=False,
            error_messages={
                "invalid": "数字だけで入力してください。",
                "min_value": "0より小さい数になっています。",
                "max_value": f"{at_most}より大きい数になっています。",
            },
        )

    def to_python(self, value: Any) -> Any:
        """１２ → 12."""
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class WhyForm(forms.Form):
    """Why a sheet is stopped, or a dangerous answer is found to be none."""

    why = forms.CharField(max_length=400, min_length=5, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].error_messages = {
            "required": "わけを書いてください。",
            "min_length": "わけを、5文字以上で書いてください。",
        }
