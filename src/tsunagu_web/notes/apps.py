"""見守り情報と推薦."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """見守り情報と推薦."""

    name = "tsunagu_web.notes"
    verbose_name = "見守り情報と推薦"

    def ready(self) -> None:
        """What is entered here enters the next snapshot."""
        from tsunagu_web.casework.handing_on import hands_on
        from tsunagu_web.notes.handing_on import nominations_until, notes_until

        hands_on("cases_nominations", nominations_until)
        hands_on("mimamori", notes_until)
