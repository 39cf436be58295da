"""Drafts of layouts. A draft is named by its own name (juki_kojin.own2)."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from tsunagu_web.layouts import cutting, deciding, sheets, views


class DraftName(StringConverter):
    """Small letters, digits, underscores and at most one full stop."""

    regex = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?"


register_converter(DraftName, "draft")

urlpatterns = [
    path("", views.layouts, name="layouts"),
    path("draft/", views.draft, name="layout_draft"),
    path("of/<draft:name>/", views.layout, name="layout"),
    path("of/<draft:name>/change/", views.change_draft, name="layout_change"),
    path("of/<draft:name>/column/<int:number>/", deciding.column, name="layout_column"),
    path("of/<draft:name>/file/", deciding.file, name="layout_file"),
    path("of/<draft:name>/cuts/", cutting.cuts, name="layout_cuts"),
    path("of/<draft:name>/sheet/", sheets.sheet, name="layout_sheet"),
    path("of/<draft:name>/confirm/", views.confirm_draft, name="layout_confirm"),
    path("of/<draft:name>/withdraw/", views.withdraw_layout, name="layout_withdraw"),
    path("of/<draft:name>/discard/", views.discard_draft, name="layout_discard"),
]
