"""情報収集シート: the list, what a case asks, and one sheet."""

from django.urls import include, path

import tsunagu_web.casework.urls  # noqa: F401  registers the converter of 受理番号
from tsunagu_web.inquiries import ask_views, paper_views, views

of_a_sheet = [
    path("", views.inquiry, name="inquiry"),
    path("answer/", views.answer, name="inquiry_answer"),
    path("stop/", views.inquiry_stop, name="inquiry_stop"),
    path("issue/", paper_views.inquiry_issue, name="inquiry_issue"),
    path("paper/<int:issued>/", paper_views.inquiry_paper, name="inquiry_paper"),
    path("file/<int:issued>/", paper_views.inquiry_file, name="inquiry_file"),
    path("read/", paper_views.inquiry_read, name="inquiry_read"),
    path("back/", paper_views.inquiry_back, name="inquiry_back"),
    path("weigh/", views.inquiry_weigh, name="inquiry_weigh"),
]

urlpatterns = [
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/<case_number:number>/<int:one>/", include(of_a_sheet)),
    path("cases/<case_number:number>/ask/<str:child>/", ask_views.inquiry_ask, name="inquiry_ask"),
]
