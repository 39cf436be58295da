"""What every change of a value says: why."""

from __future__ import annotations

from typing import Any

from django import forms

from tsunagu_web.notes.forms import no_individual_number


class WhyForm(forms.Form):
    """Why, in a sentence."""

    why = forms.CharField(max_length=400, min_length=5, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "どうして変えるのか（何で確かめたか）を、5文字以上で書いてください。"
        self.fields["why"].error_messages = {"required": words, "min_length": words}

    def clean_why(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["why"])
