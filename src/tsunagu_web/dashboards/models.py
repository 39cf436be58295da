"""アンケート: what an SSW answered about a case. Added and never changed; the newest of a person about a case counts."""

from __future__ import annotations

from django.db import models

from tsunagu_web.casework.models import Case
from tsunagu_web.casework.written import Written


class SurveyAnswer(Written):
    """One person's answers about one case: key of the question → the choice. No words are written in it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="survey_answers")
    seq = models.PositiveIntegerField("版")
    version = models.CharField("問いの版", max_length=16)
    told = models.JSONField("答え", default=dict)

    class Meta:
        verbose_name = "アンケートの答え"
        constraints = [models.UniqueConstraint(fields=["case", "by", "seq"], name="survey_answers_in_order")]

    def __str__(self) -> str:
        return f"survey:{self.case.number}:{self.seq}"
