"""会議: where people decide."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """会議."""

    name = "tsunagu_web.conferences"
    verbose_name = "会議"

    def ready(self) -> None:
        """What is decided here enters the next snapshot."""
        from tsunagu_web.casework.handing_on import hands_on
        from tsunagu_web.conferences.handing_on import decisions_until
        from tsunagu_web.conferences.provisions import papers_given
        from tsunagu_web.provisions.given import tells_of

        hands_on("cases_decisions", decisions_until)
        tells_of(papers_given)
