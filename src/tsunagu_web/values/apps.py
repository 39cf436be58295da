"""画面で入力した値."""

from django.apps import AppConfig


class ValuesConfig(AppConfig):
    """画面で入力した値."""

    name = "tsunagu_web.values"
    label = "entered_values"
    verbose_name = "画面で入力した値"

    def ready(self) -> None:
        """What is entered here lies over the files of the next snapshot."""
        from tsunagu_web.casework.handing_on import hands_on_files
        from tsunagu_web.values.handing_on import files_until

        hands_on_files(files_until)
