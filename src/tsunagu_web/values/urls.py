"""画面で入力した値."""

from django.urls import path

from tsunagu_web.child import urls as child_urls
from tsunagu_web.values import desk_views, views

assert child_urls  # the converter of a child's code is registered there

urlpatterns = [
    path("values/", desk_views.values, name="values"),
    path("children/<child_code:code>/values/", views.child_values, name="child_values"),
    path("children/<child_code:code>/values/<slug:source>/add/", views.value_add, name="value_add"),
    path("children/<child_code:code>/values/<slug:source>/row/", views.value_row, name="value_row"),
]
