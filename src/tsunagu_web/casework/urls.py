"""ケース."""

from django.urls import path, register_converter

from tsunagu_web.casework import by_hand_views, guidance_views, team_views, views


class Number:
    """2026-0001."""

    regex = r"\d{4}-\d{4,6}"

    def to_python(self, value: str) -> str:
        """As written."""
        return value

    def to_url(self, value: str) -> str:
        """As written."""
        return value


register_converter(Number, "case_number")

urlpatterns = [
    path("", views.cases, name="cases"),
    path("file/", views.cases_file, name="cases_file"),
    path("open/", by_hand_views.open_a_case, name="case_open"),
    path("receive/", views.receive, name="case_receive"),
    path("<case_number:number>/", views.case, name="case"),
    path("<case_number:number>/move/", views.move, name="case_move"),
    path("<case_number:number>/team/", team_views.case_team, name="case_team"),
    path("<case_number:number>/mark/", views.mark, name="case_mark"),
    path("<case_number:number>/gone/", views.gone, name="case_gone"),
    path("<case_number:number>/moved-in/", views.moved_in, name="case_moved_in"),
    path("<case_number:number>/guidance/", guidance_views.guidance, name="case_guidance"),
    path("<case_number:number>/guidance/answer/", guidance_views.guidance_answer, name="case_guidance_answer"),
]
