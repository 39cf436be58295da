"""One child."""

from django.urls import path, register_converter

from tsunagu_web.child import views


class ChildCode:
    """C-0001: the code of a child in a run; never a name or a number of the resident register."""

    regex = r"C-\d{4,8}"

    def to_python(self, value: str) -> str:
        """As written."""
        return value

    def to_url(self, value: str) -> str:
        """As written."""
        return value


register_converter(ChildCode, "child_code")

urlpatterns = [path("<child_code:code>/", views.child, name="child")]
