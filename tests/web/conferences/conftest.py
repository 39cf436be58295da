"""A meeting over the fixture's list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import plant_cases
from support.web_conferences import plant_meeting
from support.web_people import As
from tsunagu_web.conferences.models import Meeting


@pytest.fixture
def meeting(home: Path, as_person: As, at: Any) -> Meeting:
    """The planted カンファレンス, on the morning of its day."""
    plant_cases(home)
    plant_meeting()
    at("2026-11-12 09:00")
    return Meeting.objects.get()


@pytest.fixture
def centre(meeting: Meeting, as_person: As) -> Client:
    """こども家庭センター at that meeting."""
    return as_person("center")
