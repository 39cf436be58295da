"""使える制度."""

from django.urls import path

from tsunagu_web.entitlements import views

urlpatterns = [
    path("", views.entitlements, name="entitlements"),
    path("letters/<int:number>/", views.entitlement_letter, name="entitlement_letter"),
    path("letters/<int:number>/move/", views.entitlement_letter_move, name="entitlement_letter_move"),
    path("letters/<int:number>/paper/", views.entitlement_letter_paper, name="entitlement_letter_paper"),
    path("<slug:rule_id>/", views.entitlement, name="entitlement"),
    path("<slug:rule_id>/draft/", views.entitlement_draft, name="entitlement_draft"),
]
