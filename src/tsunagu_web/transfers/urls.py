"""ケース移管."""

from django.urls import path

import tsunagu_web.casework.urls  # noqa: F401  (the form of a 受理番号 in addresses)
from tsunagu_web.transfers import views

urlpatterns = [
    path("<case_number:number>/transfer/", views.transfer, name="transfer"),
    path("<case_number:number>/transfer/pack/", views.transfer_pack, name="transfer_pack"),
    path("<case_number:number>/transfer/reply/", views.transfer_reply, name="transfer_reply"),
]
