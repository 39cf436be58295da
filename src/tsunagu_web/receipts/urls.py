"""What arrived."""

from django.urls import path

from tsunagu_web.receipts import views

urlpatterns = [
    path("", views.receipts, name="receipts"),
    path("<slug:key>/", views.receipt, name="receipt"),
]
