"""What arrived."""

from django.urls import path, register_converter

from tsunagu_web.receipts import views


class ReceiptKey:
    """The name of a receipt's file without its ending; looked up among the receipts there are, never used as a path."""

    regex = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}"

    def to_python(self, value: str) -> str:
        """As written."""
        return value

    def to_url(self, value: str) -> str:
        """As written."""
        return value


register_converter(ReceiptKey, "receipt_key")

urlpatterns = [
    path("", views.receipts, name="receipts"),
    path("<receipt_key:key>/", views.receipt, name="receipt"),
]
