"""Counts of what became of the lists."""

from django.urls import path

from tsunagu_web.dashboards import funnel_views, group_views, workload_views

urlpatterns = [
    path("funnel/", funnel_views.funnel, name="funnel"),
    path("workload/", workload_views.workload, name="workload"),
    path("groups/", group_views.groups, name="groups"),
]
