"""The review desk. An answer is named by its hash in the log, a record by its key."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from tsunagu_web.review_desk import answers_views, linked_views, views


class EntryHash(StringConverter):
    """64 hex digits."""

    regex = r"[0-9a-f]{64}"


register_converter(EntryHash, "entry")

urlpatterns = [
    path("", views.pairs, name="pairs"),
    path("answer/", views.answer, name="pair_answer"),
    path("second/", views.second_look, name="pairs_second"),
    path("second/answer/", views.second_answer, name="pair_second"),
    path("linked/<child_code:code>/<entry:record>/", linked_views.linked_record, name="linked_record"),
    path("linked/<child_code:code>/<entry:record>/answer/", linked_views.linked_answer, name="linked_answer"),
    path("answers/", answers_views.answers, name="pair_answers"),
    path("answers/<entry:entry>/", answers_views.given, name="pair_given"),
    path("answers/<entry:entry>/undo/", answers_views.take_back, name="pair_undo"),
    path("answers/<entry:entry>/undo/second/", answers_views.take_back_second, name="pair_undo_second"),
]
