"""ケース移管."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """ケース移管."""

    name = "tsunagu_web.transfers"
    verbose_name = "ケース移管"

    def ready(self) -> None:
        """What is given to people outside is read on the page of 提供."""
        from tsunagu_web.provisions.given import tells_of
        from tsunagu_web.transfers.provisions import cases_given

        tells_of(cases_given)
