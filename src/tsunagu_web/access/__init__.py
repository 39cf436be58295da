"""Who may see what: authorize() decides, require() ends the request, the table declares, the gate asks at every request."""

from tsunagu_web.access.decision import Decision, Refused, authorize, reaches, require
from tsunagu_web.access.fields import Field, Form, Grant, Scope
from tsunagu_web.access.objects import (
    EACH_SCHOOL,
    CaseObject,
    FileObject,
    PageObject,
    Reach,
    ServiceObject,
    ValueObject,
)
from tsunagu_web.access.purposes import Purpose
from tsunagu_web.access.roles import ROLES, Role, RoleKey, opens_cases

__all__ = [
    "EACH_SCHOOL",
    "ROLES",
    "CaseObject",
    "Decision",
    "Field",
    "FileObject",
    "Form",
    "Grant",
    "PageObject",
    "Purpose",
    "Reach",
    "Refused",
    "Role",
    "RoleKey",
    "Scope",
    "ServiceObject",
    "ValueObject",
    "authorize",
    "opens_cases",
    "reaches",
    "require",
]
