"""例外表示."""

from django.urls import path

import tsunagu_web.casework.urls
import tsunagu_web.child.urls  # noqa: F401  both register the converters used here
from tsunagu_web.overrides import views

urlpatterns = [
    path("overrides/", views.overrides, name="overrides"),
    path("overrides/decide/", views.override_decide, name="override_decide"),
    path("overrides/withdraw/", views.override_withdraw, name="override_withdraw"),
    path("cases/<case_number:number>/override/<child_code:code>/", views.override_ask, name="override_ask"),
    path("children/<child_code:code>/sheltered/", views.sheltered, name="sheltered"),
]
