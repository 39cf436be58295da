"""すり合わせ, one page per judgement whose share is declared."""

from django.urls import path

from tsunagu_web.aligning import views

urlpatterns = [
    path("<slug:share>/", views.aligning, name="aligning"),
    path("<slug:share>/agree/", views.agree_on, name="aligning_agree"),
]
