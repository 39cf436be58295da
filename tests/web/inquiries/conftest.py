"""A home whose list was received, on the day after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import plant_cases
from support.web_people import As


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_cases(home)
    return client
