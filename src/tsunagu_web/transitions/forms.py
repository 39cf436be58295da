"""What somebody fills in to hand a child over to the next school, and to say that it came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tsunagu_web.accounts import clock
from tsunagu_web.notes.forms import FreeText
from tsunagu_web.support.declared import current_support
from tsunagu_web.transitions.declared import Question, Step
from tsunagu_web.transitions.giving import Told
from tsunagu_web.transitions.models import Transition

CHOOSE = {"required": "選んでください。", "invalid_choice": "選び直してください。"}
DAY = {"required": "日付を入れてください。", "invalid": "日付を 2026-11-30 の形で入れてください。"}
MOST = 1000


class Words(FreeText):
    """What people write about a child."""

    def __init__(self, missing: str, *, most: int = MOST, least: int | None = None, required: bool = True) -> None:
        errors = {"required": missing, "min_length": missing, "max_length": f"{most}文字までです。"}
        super().__init__(max_length=most, min_length=least, required=required, strip=True, error_messages=errors)


class GiveForm(forms.Form):
    """To whom, on what ground, the answers, and what the writer chose of the case."""

    school = forms.ChoiceField(required=False, error_messages=CHOOSE)
    name = Words("", most=64, required=False)
    contacts = forms.TypedMultipleChoiceField(required=False, coerce=int, error_messages=CHOOSE)
    tasks = forms.TypedMultipleChoiceField(required=False, coerce=int, error_messages=CHOOSE)
    plan = forms.IntegerField(required=False, min_value=1)
    duty = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(error_messages={"required": "書いていないことを確かめて、印をつけてください。"})

    def __init__(
        self,
        *args: Any,
        step: Step,
        questions: Sequence[Question],
        schools: Sequence[str],
        contacts: Sequence[int],
        tasks: Sequence[int],
        plan: int,
        hides: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.kept_plan = questions, plan
        self.fields["to"] = forms.ChoiceField(
            choices=to_choices(step, hides=hides), error_messages={**CHOOSE, "required": "渡す先を選んでください。"}
        )
        self.fields["ground"] = forms.ChoiceField(
            choices=current_support().grounds, error_messages={**CHOOSE, "required": "渡してよい根拠を選んでください。"}
        )
        self.fields["school"].choices = [(one, one) for one in schools]  # type: ignore[attr-defined]
        self.fields["contacts"].choices = [(one, "") for one in contacts]  # type: ignore[attr-defined]
        self.fields["tasks"].choices = [(one, "") for one in tasks]  # type: ignore[attr-defined]
        for one in questions:
            # What may not be told is not asked for: it would lie here for nobody.
            must = one.must and not hides
            self.fields[f"q_{one.key}"] = Words(f"「{one.label}」を書いてください。", required=must)

    def clean(self) -> dict[str, Any]:
        """Somebody to give it to; and the version of the plan that the writer saw."""
        told = super().clean() or {}
        if told.get("to") == Transition.SCHOOL and not told.get("school"):
            self.add_error("school", "渡す学校を選んでください。")
        if told.get("to") == Transition.OUTSIDE and not told.get("name"):
            self.add_error("name", "渡す先の名前を書いてください。")
        if told.get("to") == Transition.OUTSIDE and not told.get("duty"):
            self.add_error("duty", "受け取る人に守秘義務を伝えて確かめ、印をつけてください。")
        if told.get("plan") and told["plan"] != self.kept_plan:
            self.add_error("plan", "サポートプランが書き替えられています。読んで選び直してください。")
        return told

    @property
    def told(self) -> Told:
        """What is to be kept."""
        said = self.cleaned_data
        names = {Transition.SCHOOL: said["school"], Transition.OUTSIDE: said["name"], Transition.BOARD: ""}
        return Told(
            said["to"],
            names[said["to"]],
            said["ground"],
            {one.key: said[f"q_{one.key}"] for one in self.questions},
            said["contacts"],
            said["tasks"],
            said["plan"] or 0,
            said["to"] == Transition.OUTSIDE and said["duty"],
        )


def to_choices(step: Step, *, hides: bool) -> list[tuple[str, str]]:
    """Whom it may go to: of somebody protected only to 学校教育課, since any other name would tell where the child will be."""
    kinds = dict(Transition.KINDS)
    return [(key, kinds[key]) for key in step.to if not hides or key == Transition.BOARD]


class WhyForm(forms.Form):
    """Why it is taken back, or not needed."""

    why = Words("わけを、5文字以上で書いてください。", least=5)


class CopyForm(forms.Form):
    """Whose copy it is."""

    holder_name = Words("受け取る人の氏名・役職を書いてください。", most=60)


class ReceiveForm(forms.Form):
    """When it came; and who said so, where another writes it down."""

    on = forms.DateField(error_messages=DAY)
    said_by = Words("受け取った人の氏名・役職を書いてください。", most=60, required=False)

    def __init__(self, *args: Any, told_by_another: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_by"].required = told_by_another

    def clean_on(self) -> Any:
        """It came already."""
        if self.cleaned_data["on"] > clock.today():
            raise forms.ValidationError("受け取った日が、先の日になっています。")
        return self.cleaned_data["on"]
