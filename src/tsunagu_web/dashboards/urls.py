"""Counts of what became of the lists."""

from django.urls import path

from tsunagu_web.dashboards import effect_views, funnel_views, group_views, survey_views, workload_views

urlpatterns = [
    path("funnel/", funnel_views.funnel, name="funnel"),
    path("workload/", workload_views.workload, name="workload"),
    path("effects/", effect_views.effects, name="effects"),
    path("survey/", survey_views.survey, name="survey"),
    path("survey/<str:number>/", survey_views.answer, name="survey_answer"),
    path("groups/", group_views.groups, name="groups"),
]
