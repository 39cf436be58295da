"""支援: all that is to do, and what hangs on one case."""

from django.urls import include, path

import tsunagu_web.casework.urls  # noqa: F401  registers the converter of 受理番号
from tsunagu_web.support import contact_views, hand_over_views, plan_views, sheet_views, task_views, views

of_a_case = [
    path("", views.case_support, name="case_support"),
    path("sightings/", views.sighting_add, name="sighting_add"),
    path("sightings/paper/", views.sighting_paper, name="sighting_paper"),
    path("sightings/file/", sheet_views.sighting_file, name="sighting_file"),
    path("sightings/read/", sheet_views.sighting_read, name="sighting_read"),
    path("sightings/<int:one>/withdraw/", views.sighting_withdraw, name="sighting_withdraw"),
    path("tasks/", task_views.task_add, name="task_add"),
    path("tasks/<int:one>/", task_views.task, name="task"),
    path("tasks/<int:one>/change/", task_views.task_change, name="task_change"),
    path("tasks/<int:one>/end/", task_views.task_end, name="task_end"),
    path("contacts/", contact_views.contacts, name="contacts"),
    path("contacts/add/", contact_views.contact_add, name="contact_add"),
    path("contacts/<int:one>/withdraw/", contact_views.contact_withdraw, name="contact_withdraw"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan/write/", plan_views.plan_write, name="plan_write"),
    path("plan/shown/", plan_views.plan_shown, name="plan_shown"),
    path("plan/paper/", plan_views.plan_paper, name="plan_paper"),
]

urlpatterns = [
    path("hand-over/", hand_over_views.hand_over, name="hand_over"),
    path("support/", views.support_list, name="support"),
    path("cases/<case_number:number>/support/", include(of_a_case)),
]
