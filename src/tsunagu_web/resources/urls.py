"""社会資源: the directory, and what of it was named for one case."""

from django.urls import path

from tsunagu_web.resources import file_views, views

urlpatterns = [
    path("resources/", views.resources, name="resources"),
    path("resources/add/", views.resource_add, name="resource_add"),
    path("resources/file/", file_views.resource_file, name="resource_file"),
    path("resources/paper/", file_views.resource_paper, name="resource_paper"),
    path("resources/load/", file_views.resource_load, name="resource_load"),
    path("resources/<int:number>/", views.resource, name="resource"),
    path("resources/<int:number>/change/", views.resource_change, name="resource_change"),
    path("resources/<int:number>/confirm/", views.resource_confirm, name="resource_confirm"),
    path("resources/<int:number>/withdraw/", views.resource_withdraw, name="resource_withdraw"),
]
