"""The WSGI application that `tsunagu serve` runs."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tsunagu.month import find_home
from tsunagu_web.database import refuse_another_store

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu_web.settings")
# Whatever server starts it: a training home neither shares a case store nor stands where a real one was.
if find_home(settings.TSUNAGU_HOME).is_training:
    refuse_another_store()
application = get_wsgi_application()
