"""情報収集シート."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """情報収集シート."""

    name = "tsunagu_web.inquiries"
    verbose_name = "情報収集シート"

    def ready(self) -> None:
        """What is given to people outside is read on the page of 提供."""
        from tsunagu_web.inquiries.provisions import sheets_issued
        from tsunagu_web.provisions.given import tells_of

        tells_of(sheets_issued)
