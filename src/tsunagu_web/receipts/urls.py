"""What arrived."""

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from tsunagu_web.receipts import deciding, departments, held, views


class ReceiptKey(StringConverter):
    """The name of a receipt's file without its ending; looked up among the receipts there are, never used as a path."""

    regex = r"[^/?#.\x00-\x1f][^/?#\x00-\x1f]{0,199}"


class Month:
    """YYYY-MM, as the first day of the month."""

    regex = r"20\d{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        """The first day."""
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        """YYYY-MM."""
        return f"{value:%Y-%m}"


register_converter(Month, "month")
register_converter(ReceiptKey, "receipt_key")

urlpatterns = [
    path("", views.receipts, name="receipts"),
    path("departments/<month:month>/", departments.departments, name="departments"),
    path("departments/<month:month>/<slug:key>/", departments.department, name="department"),
    path("departments/<month:month>/<slug:key>/file/", departments.department_file, name="department_file"),
    path("held/<slug:key>/", held.drop, name="held_drop"),
    path("wipes/", deciding.all_wipes, name="wipes"),
    path("<receipt_key:key>/", views.receipt, name="receipt"),
    path("<receipt_key:key>/decide/", deciding.decide_faults, name="receipt_decide"),
    path("<receipt_key:key>/wipe/", deciding.wipe, name="receipt_wipe"),
]
