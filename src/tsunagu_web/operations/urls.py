"""Long work and how far it is."""

from django.urls import path

from tsunagu_web.operations import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:number>/", views.job, name="job"),
    path("<int:number>/cancel/", views.cancel_job, name="job_cancel"),
    path("<int:number>/again/", views.ask_job_again, name="job_again"),
]
