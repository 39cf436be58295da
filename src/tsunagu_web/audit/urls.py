"""The record, read."""

from django.urls import path

from tsunagu_web.audit import views

urlpatterns = [
    path("", views.records, name="records"),
    path("mine/", views.mine, name="records_mine"),
    path("child/", views.of_child, name="records_child"),
    path("own-data/", views.own_data, name="records_own_data"),
    path("watch/", views.watch, name="records_watch"),
    path("anchor/", views.anchor, name="records_anchor"),
]
