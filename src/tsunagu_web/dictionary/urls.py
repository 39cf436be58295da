"""What exists, in words."""

from django.urls import path

from tsunagu_web.dictionary import views

urlpatterns = [
    path("", views.dictionary, name="dictionary"),
    path("<slug:table>/", views.dictionary_table, name="dictionary_table"),
]
