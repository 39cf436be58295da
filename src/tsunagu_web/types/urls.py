"""One page per type."""

from django.urls import path

from tsunagu_web.types import views

urlpatterns = [
    path("", views.type_list, name="type_list"),
    path("<slug:kind>/", views.type_detail, name="type_detail"),
]
