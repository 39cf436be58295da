"""見守り情報."""

from django.urls import path

from tsunagu_web.notes import note_views

urlpatterns = [
    path("", note_views.notes, name="notes"),
    path("back/", note_views.taken_back, name="note_back"),
]
