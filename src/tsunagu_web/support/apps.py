"""支援."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """支援."""

    name = "tsunagu_web.support"
    verbose_name = "支援"

    def ready(self) -> None:
        """What comes of support enters the next snapshot."""
        from tsunagu_web.casework.handing_on import hands_on
        from tsunagu_web.provisions.given import tells_of
        from tsunagu_web.support.handing_on import outcomes_until
        from tsunagu_web.support.provisions import tasks_given

        hands_on("cases_outcomes", outcomes_until)
        tells_of(tasks_given)
