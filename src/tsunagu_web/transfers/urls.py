"""ケース移管."""

from django.urls import path

import tsunagu_web.casework.urls  # noqa: F401  (the form of a 受理番号 in addresses)
from tsunagu_web.transfers import begin_views, came_views, views

urlpatterns = [
    path("open/came/", begin_views.came_begin, name="came_begin"),
    path("open/came/<int:which>/", begin_views.came_waiting, name="came_waiting"),
    path("open/came/<int:which>/drop/", begin_views.came_drop, name="came_drop"),
    path("<case_number:number>/transfer/", views.transfer, name="transfer"),
    path("<case_number:number>/transfer/pack/", views.transfer_pack, name="transfer_pack"),
    path("<case_number:number>/transfer/reply/", views.transfer_reply, name="transfer_reply"),
    path("<case_number:number>/came/", came_views.came, name="came"),
    path("<case_number:number>/came/read/", came_views.came_read, name="came_read"),
    path("<case_number:number>/came/<int:which>/take/", came_views.came_take, name="came_take"),
    path("<case_number:number>/came/<int:which>/file/", came_views.came_file, name="came_file"),
]
