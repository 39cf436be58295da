"""支援中のこどもの判定."""

from django.urls import path

import tsunagu_web.child.urls  # noqa: F401  (the form of a child's code in addresses)
from tsunagu_web.in_support import views

urlpatterns = [
    path("", views.in_support, name="in_support"),
    path("<child_code:code>/read/", views.read, name="in_support_read"),
    path("<child_code:code>/worker/", views.worker, name="in_support_worker"),
]
