"""推薦."""

from django.urls import path

from tsunagu_web.notes import nomination_views

urlpatterns = [
    path("", nomination_views.nominations, name="nominations"),
    path("back/", nomination_views.taken_back, name="nomination_back"),
]
