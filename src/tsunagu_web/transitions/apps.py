"""就学・進学の引きつぎ."""

from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    """就学・進学の引きつぎ."""

    name = "tsunagu_web.transitions"
    verbose_name = "就学・進学の引きつぎ"

    def ready(self) -> None:
        """What is given to people outside is read on the page of 提供."""
        from tsunagu_web.provisions.given import tells_of
        from tsunagu_web.transitions.provisions import sheets_given

        tells_of(sheets_given)
