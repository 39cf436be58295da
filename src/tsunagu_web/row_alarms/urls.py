"""すぐに知らせる印 of rows nobody could place yet."""

from django.urls import path

from tsunagu_web.row_alarms import views

urlpatterns = [path("", views.row_alarms, name="row_alarms"), path("place/", views.place, name="row_alarm_place")]
